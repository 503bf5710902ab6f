"""Which model reads which language, and what is said where it is not here."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from tests.support.media.ocr.read_picture import read_picture
from tests.support.media.ocr.slides import slide
from vindex_assets.ocr import rapidocr_engine
from vindex_assets.ocr.rapidocr_engine import fetch_recogniser, locate_recogniser, open_engine, recogniser_name
from vindex_search.models.weights import WeightsLocator


@pytest.fixture
def korean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The package's own recogniser in the place of the Korean one, as whole as if it were stated to be that."""
    import rapidocr

    own = Path(str(rapidocr.__file__)).parent / "models" / "PP-OCRv6_rec_small.onnx"
    place = tmp_path / "rapidocr" / "korean_PP-OCRv5_rec_mobile.onnx"
    place.parent.mkdir()
    shutil.copy(own, place)
    address, _ = rapidocr_engine._published_file("korean")
    monkeypatch.setattr(
        rapidocr_engine, "_published_file", lambda name: (address, hashlib.sha256(own.read_bytes()).hexdigest())
    )
    return place


@pytest.mark.parametrize(
    ("languages", "expected"),
    [
        (["", "en", "de", "ger", "pt-BR", "vi", "tr", "zh", "zh-TW", "ja", "sr-Latn"], ""),
        (["ru", "uk", "be", "ru-RU"], "eslav"),
        (["bg", "sr", "mn", "kk"], "cyrillic"),
        (["ar", "fa", "ur"], "arabic"),
        (["hi", "mr", "ne"], "devanagari"),
        (["ko"], "korean"),
        (["el"], "el"),
        (["th"], "th"),
        (["ta"], "ta"),
        (["te"], "te"),
    ],
)
def test_each_language_has_the_model_of_its_script(languages: list[str], expected: str) -> None:
    assert {recogniser_name(language) for language in languages} == {expected}


@pytest.mark.parametrize("language", ["ka", "he", "km"])
def test_a_language_that_no_model_reads_is_named_with_what_is_allowed(language: str) -> None:
    with pytest.raises(ValueError, match=f"no model reads the screen language '{language}'.* allowed are .*Cyrillic"):
        recogniser_name(language)


@pytest.mark.parametrize("name", ["eslav", *sorted(set(rapidocr_engine.RECOGNISERS.values()))])
def test_rapidocr_knows_every_model_with_its_sum(name: str) -> None:
    address, sha256 = rapidocr_engine._published_file(name)
    assert address.endswith(f"/{name}_PP-OCRv5_rec_mobile.onnx")
    assert len(sha256) == 64


def test_the_packages_own_model_asks_for_nothing() -> None:
    assert locate_recogniser("de", WeightsLocator()) is None


def test_a_model_that_is_not_here_is_named_with_its_place_and_what_fetches_it(tmp_path: Path) -> None:
    place = tmp_path / "rapidocr" / "korean_PP-OCRv5_rec_mobile.onnx"
    with pytest.raises(LookupError, match=f"'ko' is not on this machine; looked for {place}; .* vindex models pull"):
        open_engine("ko", weights=WeightsLocator(tmp_path))


def test_without_a_folder_of_models_the_setting_is_named() -> None:
    with pytest.raises(LookupError, match="VINDEX_MODELS_DIR"):
        locate_recogniser("ko", WeightsLocator())


def test_a_model_that_is_not_the_one_stated_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "rapidocr" / "eslav_PP-OCRv5_rec_mobile.onnx"
    place.parent.mkdir()
    place.write_bytes(b"half")
    with pytest.raises(LookupError, match="'ru' does not have the checksum that RapidOCR publishes"):
        locate_recogniser("ru", WeightsLocator(tmp_path))


def test_the_model_in_its_place_reads(korean: Path) -> None:
    engine = open_engine("ko", weights=WeightsLocator(korean.parent.parent))
    assert [line.text for line in read_picture(slide((60, 40, "Harbour")), engine)] == ["Harbour"]
    assert Path(engine.cfg.Rec.model_path) == korean


def test_what_is_here_is_not_fetched(korean: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import requests

    monkeypatch.setattr(requests, "get", lambda *_, **__: pytest.fail("the network was used"))
    messages: list[str] = []
    fetch_recogniser("ko", WeightsLocator(korean.parent.parent), progress=messages.append)
    assert messages == [f"korean_PP-OCRv5_rec_mobile is here: {korean}"]


def test_what_cannot_be_reached_is_one_sentence_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import requests

    def refused(*_: object, **__: object) -> None:
        raise requests.ConnectionError

    monkeypatch.setattr(requests, "get", refused)
    with pytest.raises(OSError, match=r"^korean_PP-OCRv5_rec_mobile could not be fetched: "):
        fetch_recogniser("ko", WeightsLocator(tmp_path), progress=lambda _: None)
    assert list(tmp_path.rglob("*.*")) == []


def test_what_comes_is_checked_and_put_in_its_place(
    korean: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rapidocr.utils.download_file import DownloadFile

    content = korean.read_bytes()
    monkeypatch.setattr(DownloadFile, "run", lambda request: Path(request.save_path).write_bytes(content))
    korean.unlink()
    fetch_recogniser("ko", WeightsLocator(tmp_path), progress=lambda _: None)
    assert locate_recogniser("ko", WeightsLocator(tmp_path)) == korean
    assert [path.name for path in korean.parent.iterdir()] == [korean.name]


def test_what_comes_and_is_not_what_was_stated_is_thrown_away(
    korean: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rapidocr.utils.download_file import DownloadFile

    monkeypatch.setattr(DownloadFile, "run", lambda request: Path(request.save_path).write_bytes(b"<html>"))
    korean.unlink()
    with pytest.raises(OSError, match="does not have the checksum that RapidOCR publishes"):
        fetch_recogniser("ko", WeightsLocator(tmp_path), progress=lambda _: None)
    assert list(korean.parent.iterdir()) == []


def test_a_model_that_is_absent_from_the_package_is_an_error_and_no_download(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import rapidocr

    monkeypatch.setattr(rapidocr, "__file__", str(tmp_path / "__init__.py"))
    with pytest.raises(LookupError, match=r"PP-OCRv6_det_small\.onnx"):
        open_engine.__wrapped__()


def test_reading_says_nothing_and_asks_no_network(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("the network was used"))
    read_picture(slide((60, 40, "Harbour")), open_engine.__wrapped__())
    assert capfd.readouterr() == ("", "")

"""RapidOCR engine for a screen language: the models in its package, or another recogniser for other scripts.

The models in the package read Latin script, Chinese and Japanese. Those for other scripts lie in `rapidocr/` of the
folder of models. Only `fetch_recogniser` uses the network, for the address and checksum that RapidOCR publishes.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from vindex_search.models.weights import WeightsLocator

THREADS: Final = 2  # of ONNX Runtime for one operator
FOLDER: Final = "rapidocr"  # below the folder of models
BUNDLED_SCRIPTS: Final = frozenset({"Latn", "Hans", "Hant", "Jpan"})
RECOGNISERS: Final[Mapping[str, str]] = {
    "Kore": "korean",
    "Cyrl": "cyrillic",
    "Arab": "arabic",
    "Grek": "el",
    "Thai": "th",
    "Deva": "devanagari",
    "Taml": "ta",
    "Telu": "te",
}  # RapidOCR's names, by script (ISO 15924)
EAST_SLAVIC: Final = frozenset({"ru", "uk", "be"})  # their recogniser "eslav" is better than that of Cyrillic
ALLOWED: Final = (
    "any in Latin script, zh, ja, ko, ru and others in Cyrillic, ar, el, th, hi and others in Devanagari, ta, te"
)


def recogniser_name(language: str) -> str:
    """RapidOCR's name of the recogniser for a language (BCP 47); empty for the one in the package.

    Raises:
        ValueError: no model reads the language; the message names what is allowed.
    """
    import langcodes

    if not language:
        return ""
    tag = langcodes.Language.get(language).maximize()
    script = tag.script or ""
    if script not in BUNDLED_SCRIPTS | RECOGNISERS.keys():
        raise ValueError(f"no model reads the screen language {language!r} (script {script}); allowed are {ALLOWED}")
    return "eslav" if tag.language in EAST_SLAVIC and script == "Cyrl" else RECOGNISERS.get(script, "")


def locate_recogniser(language: str, weights: WeightsLocator) -> Path | None:
    """The model file of the recogniser for a language; None where the one in the package reads it.

    Raises:
        LookupError: the file is not on this machine or damaged; the message names the command that fetches it.
        ValueError: no model reads the language.
    """
    name = recogniser_name(language)
    if not name:
        return None
    _, sha256 = _published_file(name)
    path = _local_path(name, weights.models_dir)
    if not path.is_file() or _sha256(path) != sha256:
        fault = "does not have the checksum that RapidOCR publishes" if path.is_file() else "is not on this machine"
        raise LookupError(
            f"the model of the screen language {language!r} {fault}; looked for {path}; "
            "fetch it with: vindex models pull"
        )
    return path


def fetch_recogniser(language: str, weights: WeightsLocator, *, progress: Callable[[str], None]) -> None:
    """Download the recogniser for a language from where RapidOCR publishes it, unless it is on this machine.

    Raises:
        OSError: it could not be downloaded, or has another checksum than RapidOCR publishes.
        LookupError: VINDEX_MODELS_DIR names no folder to put it into.
        ValueError: no model reads the language.
    """
    from rapidocr.utils.download_file import DownloadFile, DownloadFileException, DownloadFileInput
    from rapidocr.utils.log import logger

    name = recogniser_name(language)
    if not name:
        return
    (url, sha256), path = _published_file(name), _local_path(name, weights.models_dir)
    if path.is_file() and _sha256(path) == sha256:
        progress(f"{path.stem} is here: {path}")
        return
    progress(f"{path.stem}: {url}")
    partial = path.with_suffix(".part")
    partial.unlink(missing_ok=True)
    try:
        DownloadFile.run(DownloadFileInput(url, partial, logger))
    except DownloadFileException:
        raise OSError(f"{path.stem} could not be fetched: {url} could not be reached or refused") from None
    if _sha256(partial) != sha256:
        partial.unlink()
        raise OSError(
            f"{path.stem} could not be fetched: the file from {url} does not have the checksum that RapidOCR publishes"
        )
    partial.replace(path)


@cache
def open_engine(language: str = "", *, weights: WeightsLocator | None = None) -> Any:
    """The RapidOCR engine for a screen language, one per process; a missing model is an error, never a download.

    Raises:
        LookupError: a model is not on this machine; the message names it and the command that fetches it.
        ValueError: no model reads the language.
    """
    import rapidocr

    models = Path(os.fspath(rapidocr.__file__)).parent / "models"
    paths = {
        "Det": models / "PP-OCRv6_det_small.onnx",
        "Rec": models / "PP-OCRv6_rec_small.onnx",
        "Cls": models / "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
    }
    missing = [str(path) for path in paths.values() if not path.is_file()]
    if missing:
        raise LookupError(f"the package rapidocr lacks its model {missing[0]}; install it again with: make setup")
    recogniser = locate_recogniser(language, weights or WeightsLocator())
    other_script = (
        {"Rec.model_path": str(recogniser), "Rec.lang_type": _language_type(recogniser_name(language))}
        if recogniser
        else {}
    )
    return rapidocr.RapidOCR(
        params={
            **{f"{part}.model_path": str(path) for part, path in paths.items()},
            **other_script,
            "Global.log_level": "error",
            "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
        }
    )


def _language_type(name: str) -> Any:
    from rapidocr import LangRec

    return LangRec(name)


def _published_file(name: str) -> tuple[str, str]:
    """Address and SHA-256 of a recogniser in RapidOCR's own table."""
    from rapidocr import EngineType, ModelType, OCRVersion
    from rapidocr.inference_engine.base import FileInfo, InferSession
    from rapidocr.utils.typings import TaskType

    key = FileInfo(EngineType.ONNXRUNTIME, OCRVersion.PPOCRV5, TaskType.REC, _language_type(name), ModelType.MOBILE)
    published = InferSession.get_model_url(key)
    return str(published["model_dir"]), str(published["SHA256"])


def _local_path(name: str, models_dir: Path | None) -> Path:
    if models_dir is None:
        raise LookupError(f"the screen text model {name!r} needs a folder of models; name one in VINDEX_MODELS_DIR")
    return models_dir / FOLDER / _published_file(name)[0].rsplit("/", 1)[-1]


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()

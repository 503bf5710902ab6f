"""Which RapidOCR reads the screen: the package's own models, or another recogniser for a script that they cannot read.

The models inside the package know Latin script, Chinese and Japanese. Those for other scripts are looked for in
`rapidocr/` of the folder of models; only `fetch` uses the network, and only what RapidOCR itself names and sums up.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from vindex_search.models.weights import WeightsLocator

THREADS: Final = 2
FOLDER: Final = "rapidocr"
OWN_SCRIPTS: Final = frozenset({"Latn", "Hans", "Hant", "Jpan"})
SCRIPTS: Final[Mapping[str, str]] = {
    **{"Kore": "korean", "Cyrl": "cyrillic", "Arab": "arabic", "Grek": "el"},
    **{"Thai": "th", "Deva": "devanagari", "Taml": "ta", "Telu": "te"},
}
EAST_SLAVIC: Final = frozenset({"ru", "uk", "be"})  # have a better model than the rest of Cyrillic
ALLOWED: Final = (
    "any in Latin script, zh, ja, ko, ru and others in Cyrillic, ar, el, th, hi and others in Devanagari, ta, te"
)


def recogniser_name(language: str) -> str:
    """RapidOCR's name of the recogniser for a language (BCP 47); empty: the one in the package.

    Raises:
        ValueError: there is none; the message names those there are.
    """
    import langcodes

    if not language:
        return ""
    told = langcodes.Language.get(language).maximize()
    script = told.script or ""
    if script not in OWN_SCRIPTS | SCRIPTS.keys():
        raise ValueError(f"no model reads the screen language {language!r} (script {script}); allowed are {ALLOWED}")
    return "eslav" if told.language in EAST_SLAVIC and script == "Cyrl" else SCRIPTS.get(script, "")


def locate_recogniser(language: str, weights: WeightsLocator) -> Path | None:
    """The recogniser's file for a language; None where the package's own serves.

    Raises:
        LookupError: it is not on this machine or not whole; the message names what remedies that.
        ValueError: no model reads the language.
    """
    name = recogniser_name(language)
    if not name:
        return None
    _, sha256 = _stated(name)
    path = _place(name, weights.models_dir)
    if not path.is_file() or _sum(path) != sha256:
        why = "is not what RapidOCR states" if path.is_file() else "is not on this machine"
        raise LookupError(
            f"the model of the screen language {language!r} {why}; looked for {path}; fetch it with: vindex models pull"
        )
    return path


def fetch_recogniser(language: str, weights: WeightsLocator, *, progress: Callable[[str], None]) -> None:
    """Fetch the recogniser for a language from where RapidOCR says, unless it is here.

    Raises:
        OSError: it could not be fetched, or what came is not what RapidOCR states.
        LookupError: there is no folder of models to put it into.
        ValueError: no model reads the language.
    """
    from rapidocr.utils.download_file import DownloadFile, DownloadFileException, DownloadFileInput
    from rapidocr.utils.log import logger

    name = recogniser_name(language)
    if not name:
        return
    (url, sha256), path = _stated(name), _place(name, weights.models_dir)
    if path.is_file() and _sum(path) == sha256:
        progress(f"{path.stem} is here: {path}")
        return
    progress(f"{path.stem}: {url}")
    partial = path.with_suffix(".part")
    partial.unlink(missing_ok=True)
    try:
        DownloadFile.run(DownloadFileInput(url, partial, logger))
    except DownloadFileException:
        raise OSError(f"{path.stem} could not be fetched: {url} could not be reached or refused") from None
    if _sum(partial) != sha256:
        partial.unlink()
        raise OSError(f"{path.stem} could not be fetched: what {url} gave is not what RapidOCR states")
    partial.replace(path)


@cache
def open_engine(language: str = "", *, weights: WeightsLocator | None = None) -> Any:
    """One RapidOCR a process and language: a file that is absent is an error, not a download.

    Raises:
        LookupError: a model is not on this machine; the message says which and what fetches it.
        ValueError: no model reads the language.
    """
    import rapidocr

    models = Path(os.fspath(rapidocr.__file__)).parent / "models"
    paths = {
        "Det": models / "PP-OCRv6_det_small.onnx",
        "Rec": models / "PP-OCRv6_rec_small.onnx",
        "Cls": models / "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
    }
    absent = [str(path) for path in paths.values() if not path.is_file()]
    if absent:
        raise LookupError(f"the package rapidocr lacks its model {absent[0]}; install it again: make setup")
    recogniser = locate_recogniser(language, weights or WeightsLocator())
    other = {"Rec.model_path": str(recogniser), "Rec.lang_type": _lang(recogniser_name(language))} if recogniser else {}
    return rapidocr.RapidOCR(
        params={
            **{f"{part}.model_path": str(path) for part, path in paths.items()},
            **other,
            "Global.log_level": "error",
            "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
        }
    )


def _lang(name: str) -> Any:
    from rapidocr import LangRec

    return LangRec(name)


def _stated(name: str) -> tuple[str, str]:
    """Address and SHA-256 of a recogniser, as RapidOCR's own table has them."""
    from rapidocr import EngineType, ModelType, OCRVersion
    from rapidocr.inference_engine.base import FileInfo, InferSession
    from rapidocr.utils.typings import TaskType

    asked = FileInfo(EngineType.ONNXRUNTIME, OCRVersion.PPOCRV5, TaskType.REC, _lang(name), ModelType.MOBILE)
    told = InferSession.get_model_url(asked)
    return str(told["model_dir"]), str(told["SHA256"])


def _place(name: str, models_dir: Path | None) -> Path:
    if models_dir is None:
        raise LookupError(f"the screen text model {name!r} has no place: VINDEX_MODELS_DIR names no folder of models")
    return models_dir / FOLDER / _stated(name)[0].rsplit("/", 1)[-1]


def _sum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()

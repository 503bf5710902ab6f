"""Languages as files and people name them: `de`, `ger`, `deu` and `de-AT` are all German."""

from __future__ import annotations


def same_language(one: str | None, other: str | None) -> bool:
    """Whether two codes (BCP 47 or any of ISO 639) name one language; None and nonsense name none."""
    first, second = _language(one), _language(other)
    return first is not None and first == second


def known(code: str) -> str | None:
    """The code where it names a language, else None: of `talk.en.vtt` and `talk.final.vtt` only one states its own."""
    import langcodes

    return code if langcodes.tag_is_valid(code) else None


def _language(code: str | None) -> str | None:
    import langcodes
    from langcodes.tag_parser import LanguageTagError

    try:
        return langcodes.Language.get(code).language if code else None
    except (LanguageTagError, LookupError):
        return None

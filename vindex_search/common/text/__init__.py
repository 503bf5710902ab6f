"""Text: normalised for comparison, and made visible where it comes from a file and is shown to people."""

from vindex_search.common.text.normalised import JOINERS, SENTENCE_END, normalize_text
from vindex_search.common.text.visible import visible, visible_json, visible_lines

__all__ = ["JOINERS", "SENTENCE_END", "normalize_text", "visible", "visible_json", "visible_lines"]

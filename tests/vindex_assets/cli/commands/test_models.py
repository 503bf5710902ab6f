from __future__ import annotations

from tests.support.library.command_line import invoke
from tests.support.library.home import Home


def test_the_model_sets_are_listed_with_their_weights(home: Home) -> None:
    lines = invoke("models", "list").stdout
    assert "here     text    sentence-transformers/all-MiniLM-L6-v2@0.1.0" in lines
    assert "google/siglip2-base-patch16-224@75de2d55ec2d" in lines

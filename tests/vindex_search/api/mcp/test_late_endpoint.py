"""The MCP endpoint is imported at its first request, and answers that one too."""

from __future__ import annotations

import subprocess
import sys
from typing import Final

CREATED: Final = """
import sys
import vindex_search.api.app
print("mcp" in sys.modules, "vindex_search.api.mcp.endpoint" in sys.modules)
"""


def test_an_application_is_imported_without_the_library_of_the_protocol() -> None:
    done = subprocess.run([sys.executable, "-c", CREATED], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]

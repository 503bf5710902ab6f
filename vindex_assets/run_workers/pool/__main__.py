"""`python -m vindex_assets.run_workers.pool SOCKET SLOTS`: keeps the run workers, as a child of `vindex dagster`."""

from __future__ import annotations

import os
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from vindex_assets.run_workers.pool.loaded_code import LoadedCode
from vindex_assets.run_workers.pool.pool import RunWorkers
from vindex_assets.run_workers.pool.preload import preload

ENDING: Final = (signal.SIGTERM, signal.SIGINT)
MODULE: Final = "vindex_assets.run_workers.pool"


def main(address: Path, slots: int) -> None:
    """Serve until SIGTERM; when the code was changed, begin anew in the same process with the new code."""
    for number in ENDING:
        signal.signal(number, signal.default_int_handler)
    code = LoadedCode()
    with suppress(KeyboardInterrupt):
        address.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(address))
            listener.listen()  # who asks now waits until the modules are imported
            preload()
            pool = RunWorkers(listener, slots, code)
            try:
                pool.serve()
            finally:
                pool.residents.end()
        os.execv(sys.executable, [sys.executable, "-m", MODULE, str(address), str(slots)])


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))

"""`python -m vindex_assets.run_workers.pool SOCKET SLOTS`: keeps the run workers, as a child of `vindex dagster`."""

from __future__ import annotations

import os
import select
import signal
import socket
import sys
from pathlib import Path
from typing import Final

from vindex_assets.run_workers.pool.loaded_code import LoadedCode
from vindex_assets.run_workers.pool.pool import RunWorkers
from vindex_assets.run_workers.pool.preload import preload

ENDING: Final = (signal.SIGTERM, signal.SIGINT)
MODULE: Final = "vindex_assets.run_workers.pool"
LATER: Final = "later"


def main(address: Path, slots: int, *, later: bool) -> None:
    """Serve until SIGTERM; begin anew, in the same process, when the code was changed or no run came for long.

    Args:
        address: Path of the socket.
        slots: How many runs the queue starts at once.
        later: Whether the modules, half a gigabyte, are imported when the first question comes.
    """
    for number in ENDING:
        signal.signal(number, signal.default_int_handler)
    address.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(address))
        listener.listen()  # who asks now waits until the modules are imported
        if later:
            select.select([listener], [], [])
        code = LoadedCode()
        preload()
        pool = RunWorkers(listener, slots, code)
        try:
            pool.serve()
        finally:
            pool.residents.end()
    again = [sys.executable, "-m", MODULE, str(address), str(slots), *([] if pool.residents.are_outdated else [LATER])]
    os.execv(sys.executable, again)


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), int(sys.argv[2]), later=LATER in sys.argv[3:])
    except KeyboardInterrupt:
        os._exit(0)  # libraries take seconds to clean up what ends with the process

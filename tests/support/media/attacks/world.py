"""Attacks on what is no file: the network, other processes, the kernel, and the machine's memory and disk."""

from __future__ import annotations

import contextlib
import mmap
import os
import resource
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.support.media.attacks.calls import call
from tests.support.media.attacks.outcome import outcomes

TIOCSTI = 0x5412
UNLIMITED = b"\xff" * 16


def attack_network(port: int, unix: str, abstract: str, progress: Callable[[float], None]) -> dict[str, Any]:
    """Try to reach a server of this machine by every kind of socket."""
    return outcomes(
        {
            "connect by TCP": lambda: socket.create_connection(("127.0.0.1", port), timeout=1),
            "connect by TCP over IPv6": lambda: socket.socket(socket.AF_INET6, socket.SOCK_STREAM),
            "send by UDP": lambda: _send(("127.0.0.1", port)),
            "listen": lambda: socket.create_server(("127.0.0.1", 0)),
            "connect to a unix socket": lambda: _connect(unix),
            "connect to an abstract socket": lambda: _connect(f"\0{abstract}"),
            "connect by a pair": lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM),
            "ask the kernel for routes": lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW),
            "read packets": lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW),
            "send raw packets": lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP),
            "talk to a virtual machine": lambda: socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM),
            "ask for a cipher": lambda: socket.socket(socket.AF_ALG, socket.SOCK_SEQPACKET),
        }
    )


def attack_processes(progress: Callable[[float], None]) -> dict[str, Any]:
    """Try to start programs, to touch the parent, and to use the parts of the kernel that exploits begin with."""
    parent = os.getppid()
    return outcomes(
        {
            "fork": _fork,
            "start a program": lambda: subprocess.run(["/bin/true"], check=True),
            "become a program": lambda: os.execv("/bin/nothing-of-that-name", ["x"]),
            "become a program of memory": lambda: call("execveat", os.memfd_create("x"), b"", None, None, 0x1000),
            "signal its parent": lambda: os.kill(parent, 0),
            "signal everybody": lambda: os.kill(-1, 0),
            "signal a thread of its parent": lambda: call("tgkill", parent, parent, 0),
            "signal a thread by number": lambda: call("tkill", parent, 0),
            "hold its parent": lambda: os.pidfd_open(parent),
            "slow its parent down": lambda: os.setpriority(os.PRIO_PROCESS, parent, 19),
            "keep its parent to one core": lambda: os.sched_setaffinity(parent, {0}),
            "read its parent's memory": lambda: call("process_vm_readv", parent, None, 0, None, 0, 0),
            "trace": lambda: call("ptrace", 0, 0, 0, 0),
            "outlive its parent": lambda: call("prctl", 1, 0, 0, 0, 0),
            "type into the terminal": lambda: call("ioctl", 2, TIOCSTI, b"x"),
            "make shared memory": lambda: call("shmget", 0, 4096, 0o600),
            "make a queue": lambda: call("msgget", 0, 0o600),
            "make a namespace": lambda: call("unshare", 0x10000000),
            "mount": lambda: call("mount", b"none", b"/nowhere", b"tmpfs", 0, None),
            "change the root": lambda: os.chroot("/"),
            "use io_uring": lambda: call("io_uring_setup", 8, None),
            "load BPF": lambda: call("bpf", 0, None, 0),
            "count events": lambda: call("perf_event_open", None, 0, -1, -1, 0),
            "handle page faults": lambda: call("userfaultfd", 0),
            "read keys": lambda: call("keyctl", 0, -3, 0),
            "load a kernel": lambda: call("kexec_load", 0, 0, None, 0),
            "read the kernel's log": lambda: call("syslog", 10, None, 0),
            "set its limits": lambda: call("setrlimit", resource.RLIMIT_NOFILE, UNLIMITED),
            "set its limits by another call": lambda: call("prlimit64", 0, resource.RLIMIT_NOFILE, UNLIMITED, None),
        }
    )


def attack_resources(scratch: str, progress: Callable[[float], None]) -> dict[str, Any]:
    """Try to use the machine up; says as well what the limits are."""
    kinds = {name: getattr(resource, name) for name in ("RLIMIT_CORE", "RLIMIT_CPU", "RLIMIT_NOFILE")}
    return {
        **outcomes(
            {
                "open 5,000 files": _open_many,
                "write a file of 20 GB": lambda: _write_at(Path(scratch, "large"), 20 * 10**9),
                "take 64 GB": lambda: mmap.mmap(-1, 64 * 10**9, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS),
            }
        ),
        "limits": {name: list(resource.getrlimit(kind)) for name, kind in kinds.items()},
    }


def attack_inheritance(progress: Callable[[float], None]) -> dict[str, Any]:
    """What the parent has left here: variables and descriptors."""
    open_now = [descriptor for descriptor in range(64) if _is_open(descriptor)]
    return {"variables": dict(os.environ), "descriptors": open_now, "umask": os.umask(0o77)}


def write_20_gb(scratch: str, progress: Callable[[float], None]) -> dict[str, Any]:
    """Write a file of 20 GB, and let the error go where it goes."""
    _write_at(Path(scratch, "large"), 20 * 10**9)
    return {}


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def _open_many() -> None:
    with contextlib.ExitStack() as files:
        for _ in range(5000):
            files.enter_context(Path("/dev/null").open("rb"))


def _write_at(path: Path, offset: int) -> None:
    with path.open("wb") as file:
        os.pwrite(file.fileno(), b"x", offset)


def _send(address: tuple[str, int]) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"x", address)


def _connect(address: str) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as caller:
        caller.connect(address)


def _fork() -> None:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)

"""admission: who waits makes room, who works stays, one address has its share."""

from __future__ import annotations

import pytest

from vindex_search.api.connections.admission import MAX_REFUSED, ConnectionAdmission, site_of

HERE = "127.0.0.1"


class Caller:
    """A connection that notes when it had to make room."""

    closed = False

    def make_room(self) -> None:
        self.closed = True


def admitted(admission: ConnectionAdmission, number: int, host: str = HERE, now: float = 0.0) -> list[Caller]:
    callers = [Caller() for _ in range(number)]
    assert all(admission.admit(caller, host, now) for caller in callers)
    return callers


def test_the_connection_that_waits_longest_makes_room() -> None:
    admission = ConnectionAdmission(3)
    first, second, third = admitted(admission, 3)
    admission.work(first)
    admission.wait(second, 5.0)
    assert admission.admit(Caller(), HERE, 10.0)
    assert [first.closed, second.closed, third.closed] == [False, False, True]


def test_requests_under_way_stay_and_the_next_one_is_refused() -> None:
    admission = ConnectionAdmission(2)
    for caller in admitted(admission, 2):
        admission.work(caller)
    assert not admission.admit(Caller(), HERE, 100.0)


def test_a_connection_that_has_only_just_come_stays() -> None:
    admission = ConnectionAdmission(1, patience_s=1.0)
    (only,) = admitted(admission, 1, now=10.0)
    assert not admission.admit(Caller(), HERE, 10.5)
    assert admission.admit(Caller(), HERE, 11.0)
    assert only.closed


def test_a_place_is_free_again_when_its_connection_is_closed() -> None:
    admission = ConnectionAdmission(1)
    (only,) = admitted(admission, 1)
    admission.work(only)
    admission.leave(only)
    admission.leave(only)
    admitted(admission, 1)


def test_one_address_has_a_quarter_of_the_places() -> None:
    admission = ConnectionAdmission(8)
    taken = admitted(admission, 2, "192.0.2.7")
    assert not admission.admit(Caller(), "192.0.2.7", 100.0)
    admitted(admission, 2, "192.0.2.8")
    admission.leave(taken[0])
    admitted(admission, 1, "192.0.2.7")


def test_clients_of_this_machine_are_many() -> None:
    admitted(ConnectionAdmission(8), 8, HERE)


def test_only_so_many_refused_connections_are_told_why() -> None:
    admission = ConnectionAdmission(1)
    callers = [Caller() for _ in range(MAX_REFUSED + 1)]
    assert [admission.may_tell(caller) for caller in callers] == [True] * MAX_REFUSED + [False]
    admission.leave(callers[0])
    assert admission.may_tell(callers[-1])


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("::1", ""),
        ("::ffff:127.0.0.1", ""),
        ("", ""),
    ],
)
def test_an_address_belongs_to_somebody(host: str, site: str) -> None:
    assert site_of(host) == site

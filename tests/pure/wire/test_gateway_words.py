"""What a gateway tells beside events: read, or refused in words."""

import pytest
from callcenter.wire import WireError
from callcenter.wire.gateway import (
    GATEWAY_STATES,
    MAX_EXTENSIONS,
    MAX_TEXT,
    STATUSES,
    read_agent,
    read_heartbeat,
    read_order_result,
)
from callcenter.wire.words import fold
from hypothesis import given
from hypothesis import strategies as st

ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@pytest.mark.parametrize("word", STATUSES)
def test_words_of_a_state(word):
    state = read_agent({"extension": "101", "status": word.upper()})
    assert state.status in ("available", "paused", "wrap_up", "offline")
    assert fold(word) == word


def test_a_state_with_its_time():
    told = {
        "extension": "101",
        "status": "paused",
        "at": "1796075283.4",
        "sent": 1796075284,
    }
    state = read_agent(told)
    assert (round(state.at, 1), state.sent) == (1796075283.4, 1796075284)
    assert not state.is_at_naive
    assert read_agent({**told, "at": "2026-12-01 10:00:00"}).is_at_naive
    assert read_agent({**told, "at": "soon"}).at is None


NAMES = ["extension", "status", "reason", "queue", "at", "sent"]


@given(st.dictionaries(st.sampled_from(NAMES), ANY))
def test_a_state_is_read_or_refused(params):
    try:
        state = read_agent(params)
    except WireError as error:
        assert error.problem.code in ("missing_extension", "unknown_agent_status")
    else:
        assert state.extension
        assert max(map(len, (state.extension, state.reason, state.queue))) <= MAX_TEXT


@given(st.dictionaries(st.sampled_from(["id", "state", "reason", "callid"]), ANY))
def test_a_result_is_read_or_refused(params):
    try:
        result = read_order_result(params)
    except WireError as error:
        assert error.problem.code in ("unknown_order", "unknown_order_state")
    else:
        assert 0 <= result.order_id < 10**9


@given(
    st.dictionaries(
        st.sampled_from(
            ["version", "state", "backlog", "set_aside", "since", "extensions"]
        ),
        ANY,
    )
)
def test_a_heartbeat_is_always_read(params):
    heartbeat = read_heartbeat(params)
    assert heartbeat.state in GATEWAY_STATES
    assert 0 <= heartbeat.backlog <= 10**9
    assert len(heartbeat.extensions) <= MAX_EXTENSIONS

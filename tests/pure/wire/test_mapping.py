"""Mappings: what may be one, what they read, what is proposed of caught requests."""

import json

import pytest
from callcenter.wire import WireError, mapping, read_event
from callcenter.wire.adapters import ADAPTERS, Hook
from callcenter.wire.adapters.mapping import make_adapter
from callcenter.wire.adapters.proposal import MAX_FIELDS, propose, survey
from callcenter.wire.mapping import (
    MARK,
    MEANINGS,
    ROLES,
    Mapping,
    MappingError,
    load_mapping,
    read_mapping,
    read_path,
    write_path,
)
from hypothesis import given, settings
from hypothesis import strategies as st

ENDED = {
    "event": "call",
    "data": {
        "id": "c-1",
        "state": "finished",
        "direction": "inbound",
        "from": "0938363739",
        "to": "101",
        "result": "spoken",
        "talk": 33,
    },
}
RING = {"event": "call", "data": {**ENDED["data"], "state": "ringing", "talk": None}}
ANSWER = {"event": "call", "data": {**RING["data"], "state": "answered"}}


def of(fields, words=None, **more):
    """Return what a file with these fields and words holds."""
    return {MARK: 1, "name": "A", "fields": fields, "words": words or {}, **more}


def tell(given, message):
    """Return the events of one JSON object by a mapping."""
    return make_adapter(read_mapping(given)).read(Hook(json.dumps(message).encode()))


# -- what may be one ---------------------------------------------------------------------


DEEP = "[" * 100_000


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\x00", "not_json"),
        (DEEP[:20_000].encode(), "not_json"),
        (DEEP.encode(), "too_large"),
        (b"[]", "not_a_mapping"),
        (b"{}", "not_a_mapping"),
        (json.dumps({MARK: 2}), "other_version"),
        (json.dumps({MARK: True}), "other_version"),
        (json.dumps({MARK: {"a": DEEP[:900]}}), "other_version"),
        (json.dumps(of({}, pattern=".*")), "unknown_part"),
        (json.dumps(of([])), "not_an_object"),
        (json.dumps(of({}, {"event": []})), "not_an_object"),
        (json.dumps(of({}, name=7)), "not_a_text"),
        (json.dumps(of({}, name="x" * 65)), "too_long"),
        (json.dumps(of({"eval": ["/a"]})), "unknown_role"),
        (json.dumps(of({"token": ["/a"]})), "unknown_role"),
        (json.dumps(of({"callid": ["/a"] * 5})), "too_many_paths"),
        (json.dumps(of({"callid": ["a.b"]})), "no_path"),
        (json.dumps(of({"callid": "$..id"})), "no_path"),
        (json.dumps(of({"callid": [""]})), "no_path"),
        (json.dumps(of({"callid": [{"a": 1}]})), "no_path"),
        (json.dumps(of({"callid": ["/a" * 9]})), "no_path"),
        (json.dumps(of({"callid": ["/" + "a" * 65]})), "too_long"),
        (json.dumps(of({}, {"phone": {}})), "unknown_table"),
        (json.dumps(of({}, {"event": {str(x): "ring" for x in range(61)}})),
         "too_many_words"),
        (json.dumps(of({}, {"event": {"a": "__import__('os')"}})), "unknown_meaning"),
        (json.dumps(of({}, {"event": {"a": ["ring"]}})), "unknown_meaning"),
        (json.dumps(of({}, {"event": {"a" * 65: "ring"}})), "too_long"),
        ('{"callcenter_mapping": 1, "words": {"event": {"a": "ring", "a": "end"}}}',
         "unknown_meaning"),
    ],
)  # fmt: skip
def test_what_is_none_is_refused_with_the_reason(content, code):
    with pytest.raises(MappingError) as caught:
        load_mapping(content)
    assert caught.value.code == code
    assert len(str(caught.value)) < 300


def test_what_is_written_is_read_again():
    given = of(
        {"callid": ["/a/b~1c/~0", "/0"], "event": ["/e"]}, {"event": {"x": "ring"}}
    )
    found = read_mapping(given)
    assert found.paths["callid"] == (("a", "b/c", "~"), ("0",))
    assert found.to_json() == given
    assert load_mapping(json.dumps(given).encode()) == found
    # a path may stand alone
    assert read_mapping(of({"callid": "/a"})).paths == {"callid": (("a",),)}


@given(st.lists(st.text(min_size=1, max_size=9), min_size=1, max_size=8))
def test_a_path_is_read_as_it_was_written(steps):
    steps = tuple(s.replace("\0", "").encode("utf-8", "ignore").decode() for s in steps)
    assert read_path(write_path(steps)) == steps


VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.text(max_size=9),
        st.sampled_from([*ROLES, *MEANINGS, MARK, "fields", "words", "/a", "ring"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.one_of(st.sampled_from([*ROLES, *MEANINGS, "a"]), st.text(max_size=9)),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)


@settings(deadline=None, max_examples=400)
@given(fields=VALUES, words=VALUES, name=VALUES)
def test_whatever_a_file_holds_is_a_mapping_or_an_error(fields, words, name):
    try:
        found = read_mapping({MARK: 1, "name": name, "fields": fields, "words": words})
    except MappingError as error:
        assert str(error)
    else:
        assert read_mapping(json.loads(json.dumps(found.to_json()))) == found


# -- what they read ----------------------------------------------------------------------

STEPS = st.sampled_from(["a", "b", "0", "1", "a (before)", "", "é"])
PATHS = st.lists(STEPS, min_size=1, max_size=3).map(tuple)
MAPPINGS = st.builds(
    Mapping,
    st.just("A"),
    st.dictionaries(
        st.sampled_from(ROLES), st.lists(PATHS, min_size=1, max_size=2).map(tuple)
    ).map(lambda paths: {**paths, "callid": (("a",), ("b",))}),
    st.fixed_dictionaries(
        {
            table: st.dictionaries(
                st.sampled_from(["x", "y", "true", "1"]), st.sampled_from(meanings)
            )
            for table, meanings in MEANINGS.items()
        }
    ),
)
MESSAGES = st.recursive(
    st.one_of(
        st.sampled_from(["x", "y", "101", "0938363739", '{"a": "x"}', "[1]", "{"]),
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(STEPS, inner, max_size=4)
    ),
    max_leaves=10,
)


@settings(deadline=None, max_examples=500)
@given(mapping_=MAPPINGS, message=MESSAGES)
def test_any_mapping_reads_any_message(mapping_, message):
    try:
        events = make_adapter(mapping_).read(Hook(json.dumps(message).encode()))
    except WireError:
        return
    for one in events:
        assert read_event(one["name"], one).callid


@given(st.binary(max_size=80), st.binary(max_size=40))
def test_any_bytes(body, query):
    adapter = make_adapter(read_mapping(of({"callid": ["/a"], "phone": ["/b"]})))
    try:
        adapter.read(Hook(body, {}, query))
    except WireError as error:
        assert error.problem.code in ("unreadable", "too_large")


def test_json_within_json_within_a_list():
    given = of({"callid": ["/0/msg/calls/1/id"], "phone": ["/0/msg/calls/1/n"]})
    text = json.dumps({"calls": [{"id": "x"}, {"id": "1764472500.10", "n": "0938"}]})
    message = {"0": {"msg": text}}
    (event,) = tell(given, message)
    assert event["callid"] == "1764472500.10"
    body = b'{"a": {"id": 1764472500.10}}'
    adapter = make_adapter(read_mapping(of({"callid": ["/a/id"]})))
    assert adapter.read(Hook(body))[0]["callid"] == "1764472500.10"


def test_a_list_rings_all_however_it_is_sent():
    fields = {"callid": ["/i"], "event": ["/e"], "extension": ["/x"]}
    adapter = make_adapter(read_mapping(of(fields, {"event": {"r": "ring"}})))
    for body in (
        b'{"i": 1, "e": "r", "x": ["101", 102]}',
        b"i=1&e=r&x=101&x=102",
        b'i=1&e=r&x=["101","102"]',
    ):
        events = adapter.read(Hook(body))
        assert [one["extension"] for one in events] == ["101", "102"]
        (found,) = [x for x in survey([Hook(body).params]) if x.path == ("x",)]
        assert "102" in found.samples


def test_the_first_path_that_holds_something_counts():
    given = of({"callid": ["/a", "/b"], "phone": ["/n"]})
    assert tell(given, {"a": "", "b": "2", "n": "1"})[0]["callid"] == "2"
    assert tell(given, {"a": "1", "b": "2", "n": "1"})[0]["callid"] == "1"
    assert tell(given, {"n": "1"}) == []


@pytest.mark.parametrize(
    ("caller", "called", "way", "expected"),
    [
        ("0938363739", "101", "", ("call_in", "0938363739", "101", None)),
        ("101", "0938363739", "", ("init", "0938363739", "101", None)),
        ("101", "102", "", ("call_in", "101", "102", None)),
        ("0938363739", "02838251234", "", ("call_in", "0938363739", None, "02838251234")),
        ("02838251234", "0938363739", "o", ("init", "0938363739", None, None)),
        ("101", "0938363739", "i", ("call_in", "101", None, "0938363739")),
        ("02838251234", "0938363739", "Outbound", ("init", "0938363739", None, None)),
    ],
)  # fmt: skip
def test_who_is_the_customer(caller, called, way, expected):
    fields = {"callid": ["/i"], "event": ["/e"], "caller": ["/f"], "called": ["/t"]}
    words = {"event": {"r": "ring"}, "direction": {"i": "in", "o": "out"}}
    given = of({**fields, "direction": ["/w"]}, words)
    (event,) = tell(given, {"i": "1", "e": "R", "f": caller, "t": called, "w": way})
    names = ("name", "phone", "extension", "did")
    assert tuple(event.get(name) for name in names) == expected


def test_words_are_one_however_they_are_spelt_and_others_tell_nothing():
    fields = {"callid": ["/i"], "event": ["/e"], "status": ["/s"], "phone": ["/p"]}
    words = {"event": {"Call Ended": "end", "+": "ring"}, "status": {"-": "busy"}}
    given = of(fields, words)
    for word, status, expected in (
        ("CALL_ENDED", "-", "BUSY"),
        ("call-ended", "NO ANSWER", "NO ANSWER"),
    ):
        (event,) = tell(given, {"i": "1", "e": word, "s": status, "p": "0938363739"})
        assert (event["name"], event["status"]) == ("call_end", expected)
    assert tell(given, {"i": "1", "e": "+"})[0]["name"] == "call_in"
    for word in ("other", "", "-"):
        assert tell(given, {"i": "1", "e": word}) == []


def test_a_connection_without_a_mapping_is_told_what_to_do():
    with pytest.raises(WireError) as caught:
        ADAPTERS["mapping"].read(Hook(b'{"callid": "1"}'))
    assert caught.value.problem.code == "no_mapping"
    assert "Map requests" in str(caught.value)


# -- what is proposed --------------------------------------------------------------------


def test_three_caught_requests_are_mapped_but_for_the_words_nobody_knows():
    found = propose(survey([RING, ANSWER, ENDED]), "Acme")
    assert found.lacks() == []
    paths = {
        role: [write_path(x) for x in paths] for role, paths in found.paths.items()
    }
    assert paths == {
        "event": ["/data/state"],
        "direction": ["/data/direction"],
        "callid": ["/data/id"],
        "caller": ["/data/from"],
        "called": ["/data/to"],
        "billsec": ["/data/talk"],
    }
    assert found.words["event"] == {
        "ringing": "ring",
        "answered": "answer",
        "finished": "end",
    }
    events = [tell(found.to_json(), one) for one in (RING, ANSWER, ENDED)]
    assert [one["name"] for (one,) in events] == ["call_in", "call_in", "call_end"]


def test_what_other_messages_call_otherwise_is_found_there_too():
    record = {"cdr": {"call_id": "c-1", "disposition": "BUSY"}, "type": "cdr"}
    found = propose(survey([RING, record]))
    assert found.paths["callid"] == (("cdr", "call_id"), ("data", "id"))
    assert found.words["status"] == {"BUSY": "busy"}
    assert found.words["event"] == {"ringing": "ring", "cdr": "record"}


@settings(deadline=None, max_examples=300)
@given(st.lists(MESSAGES.filter(lambda x: isinstance(x, dict)), max_size=3))
def test_whatever_was_caught_a_proposal_is_a_mapping(messages):
    found = propose(survey(messages))
    assert read_mapping(json.loads(json.dumps(found.to_json()))) == found


def test_a_survey_has_its_limits():
    wide = {f"f{x}": x for x in range(1000)}
    deep = value = {}
    for _step in range(50):
        value["a"] = {"b": 1}
        value = value["a"]
    fields = survey([wide, deep, {"list": [{"x": n} for n in range(99)]}])
    assert len(fields) == MAX_FIELDS
    for one in survey([deep, {"list": [{"x": n} for n in range(99)]}]):
        assert read_mapping(of({"callid": [write_path(one.path)]}))


def test_every_meaning_is_read():
    for meaning in MEANINGS["event"]:
        fields = {"callid": ["/i"], "event": ["/e"], "phone": ["/p"]}
        given = of(fields, {"event": {"x": meaning}})
        events = tell(given, {"i": "1", "e": "x", "p": "0938363739"})
        assert bool(events) == (meaning != mapping.NOTHING), meaning

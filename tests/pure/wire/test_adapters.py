import json
import re
from pathlib import Path

import pytest
from callcenter.rules import Exchange, Told, add, derive, observe
from callcenter.wire import ENDPOINTS, WireError, read_event
from callcenter.wire.adapters import ADAPTERS, RUNGS, Hook, base, find_adapter
from callcenter.wire.adapters.base import dump_hook, load_hook
from callcenter.wire.adapters.mapping import make_adapter
from callcenter.wire.mapping import read_mapping
from hypothesis import given, settings
from hypothesis import strategies as st

SAMPLES = Path(__file__).parents[2] / "hooks"
ANSWER = {"name": "", "lang": None, "extension": None, "customer": None}


def sequences(name):
    """Return the sequences of samples of an adapter."""
    return json.loads((SAMPLES / f"{name}.json").read_text("utf-8"))


def messages(name):
    """Every message among the samples of an adapter, as a Hook."""
    for told in sequences(name):
        for one in told["messages"]:
            yield told["name"], as_hook(one)


def adapter_of(name, told=None):
    """Return an adapter, by the mapping of the samples of that name where it is one."""
    found = (
        [one["mapping"] for one in sequences(name) if told in (None, one["name"])]
        if name == "mapping"
        else []
    )
    return make_adapter(read_mapping(found[0])) if found else ADAPTERS[name]


def as_hook(message):
    """Return a sample as the Hook that it makes."""
    if "query" in message:
        return Hook(query=message["query"].encode())
    body = message.get("form", message.get("body"))
    body = json.dumps(message["json"]) if body is None else body
    return Hook(body.encode(), {}, message.get("beside", "").encode())


def words():
    """All names and values of all samples: what a fuzzer should play with."""
    found = set()

    def walk(value):
        if isinstance(value, dict):
            for name, inner in value.items():
                found.add(name)
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)
        else:
            found.add(str(value))

    for name in ADAPTERS:
        for _told, hook in messages(name):
            try:
                walk(hook.params)
            except WireError:
                continue
    return sorted(found)


WORDS = st.one_of(st.sampled_from(words()), st.text(max_size=8))
VALUES = st.recursive(
    st.one_of(WORDS, st.none(), st.booleans(), st.integers(), st.floats()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(WORDS, inner, max_size=5)
    ),
    max_leaves=12,
)
BODIES = st.one_of(
    st.binary(max_size=200),
    st.dictionaries(WORDS, VALUES, max_size=9).map(lambda x: json.dumps(x).encode()),
    st.lists(st.tuples(WORDS, WORDS), max_size=9).map(
        lambda pairs: "&".join(f"{a}={b}" for a, b in pairs).encode("utf-8", "ignore")
    ),
)


def check(adapter, hook):
    """Let an adapter do all it can: events, a question, an answer, or a WireError."""
    try:
        events = adapter.read(hook)
        asked = adapter.ask(hook) if adapter.ask else None
    except WireError:
        return []
    assert isinstance(events, list)
    assert asked is None or isinstance(asked, str)
    for one in events:
        assert one["name"] in ENDPOINTS
        assert read_event(one["name"], one).callid
    for answer in (None, ANSWER, {**ANSWER, "name": "An <b>", "extension": "101"}):
        if adapter.reply:
            reply = adapter.reply(hook, answer, "https://a.example/?token=<&")
            assert reply is None or all(isinstance(part, str) for part in reply)
    return events


@pytest.mark.parametrize("name", sorted(ADAPTERS))
@settings(deadline=None, max_examples=150)
@given(body=BODIES, query=st.binary(max_size=40))
def test_whatever_comes_is_events_or_a_wire_error(name, body, query):
    check(adapter_of(name), Hook(body, {}, query))


@pytest.mark.parametrize("name", sorted(ADAPTERS))
@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_a_sample_with_anything_changed_in_it(name, data):
    told, hook = data.draw(st.sampled_from(list(messages(name))))
    try:
        params = dict(hook.params)
    except WireError:
        return
    for key in data.draw(st.lists(st.sampled_from(sorted(params)), max_size=3)):
        params[key] = data.draw(VALUES)
    check(adapter_of(name, told), Hook(json.dumps(params).encode()))


@pytest.mark.parametrize("before", [True, 7, "101", {"a": 1}, None, ["101", ["102"]]])
def test_a_parameter_of_a_vendor_named_as_our_note_of_a_repeated_one(before):
    (hook,) = [h for told, h in messages("generic_cti") if "userId[]" in h.params][:1]
    params = {**hook.params, "userId[] (before)": before}
    assert check(ADAPTERS["generic_cti"], Hook(json.dumps(params).encode()))


@pytest.mark.parametrize("name", sorted(ADAPTERS))
def test_every_sample_tells_something_and_is_read_alike_when_replayed(name):
    for told, hook in messages(name):
        adapter = adapter_of(name, told)
        events = check(adapter, hook)
        kept = json.loads(json.dumps(dump_hook(hook), default=str))
        assert adapter.read(load_hook(kept)) == events, told


@pytest.mark.parametrize("name", sorted(ADAPTERS))
def test_every_adapter_is_listed_with_its_rungs(name):
    page = (Path(__file__).parents[3] / "docs/adapters.md").read_text("utf-8")
    row = next(line for line in page.splitlines() if line.startswith(f"| `{name}`"))
    adapter = ADAPTERS[name]
    assert set(adapter.rungs) <= set(RUNGS)
    assert row.rstrip(" |").endswith(", ".join(adapter.rungs))
    assert find_adapter(f"hook/{name}") is adapter


def test_what_is_kept_is_plain_so_that_a_number_in_it_is_found():
    for _told, hook in messages("freeswitch"):
        if b'"uuid"' not in hook.body:
            kept = json.dumps(dump_hook(hook))
            assert "0938363739" in kept


def test_the_page_that_tells_how_to_write_one_can_be_copied():
    page = (Path(__file__).parents[3] / "docs/writing-an-adapter.md").read_text("utf-8")
    code, samples = (
        re.search(rf"^```{kind}\n(.*?)^```", page, re.MULTILINE | re.DOTALL)[1]
        for kind in ("python", "json")
    )
    names = {"__name__": f"{base.__package__}.acme", "__package__": base.__package__}
    # what stands on our own page
    exec(compile(code, "acme.py", "exec"), names)  # noqa: S102
    (told,) = json.loads(samples)
    call, now = Told(), 0
    for one in told["messages"]:
        now += one["after"]
        for event in check(names["ADAPTER"], as_hook(one)):
            add(call, observe(read_event(event["name"], event), now))
    ((_callid, expect),) = told["expect"].items()
    view = derive(call, Exchange())
    legs = [f"{leg.number} {leg.disposition}" for leg in view.legs]
    shown = (view.direction, view.phone, view.disposition, view.talk, legs)
    assert shown == tuple(expect.values())
    assert len(page.splitlines()) < 80

"""What is known of an exchange: pinned, learnt, kept by a call."""

from callcenter.rules.exchange import Exchange, Knowledge
from callcenter.rules.learning import learn
from callcenter.rules.observation import QUIET
from callcenter.rules.shown import derive
from callcenter.rules.silence import Limits, quiet
from callcenter.scenarios import answer, dial, end, hangup, ring
from playing import NOON, collect, exchange_of, observations, play, settle

NO_ANSWER = "NO ANSWER"


def calls(count, *steps):
    return [collect(observations(steps)) for _ in range(count)]


def test_pins_beat_what_was_learnt():
    learnt = Knowledge(1.0, 20, "call", True, 25, True)
    exchange = Exchange(learnt=learnt)
    assert (exchange.scope, exchange.is_telling_answers) == ("call", True)
    assert (exchange.ring_time, exchange.is_changing_ids) == (25, True)
    pinned = Exchange("leg", "no", 40, "no", learnt=learnt)
    assert (pinned.scope, pinned.is_telling_answers) == ("leg", False)
    assert (pinned.ring_time, pinned.is_changing_ids) == (40, False)


def test_a_call_keeps_what_was_known_at_its_start():
    known = Exchange(learnt=Knowledge(1.0, 20, "call", True, 25, None)).snapshot()
    now = Exchange(end_scope="leg", tells_answers="no")
    then = now.with_snapshot(known)
    assert (then.scope, then.is_telling_answers, then.ring_time) == ("call", True, 25)
    assert Exchange("leg").with_snapshot(None).scope is None


def test_knowledge_comes_back_from_the_database():
    knowledge = Knowledge(5.0, 20, "leg", False, None, None)
    assert Knowledge.from_json(knowledge.to_json()) == knowledge
    assert Knowledge.from_json({"mood": 1}) == Knowledge()
    assert Knowledge.from_json([]) == Knowledge()


def test_numbers_inside():
    exchange = exchange_of(inside=("100200",))
    for phone, is_inside in (
        ("100200", True), ("2001", True), ("45", True), ("12345", True),
        ("123456", False), ("113", False), ("1414", False), ("+842", False),
        ("anna", False), ("", False),
    ):  # fmt: skip
        assert exchange.is_inside_number(phone) == is_inside, phone
    assert not exchange_of(inside_digits=3).is_inside_number("2001")


def test_service_codes():
    exchange = exchange_of(inside=("705",))
    for phone, is_code in (
        ("*8", True), ("*97", True), ("#31#", True), ("park+*5901", True),
        ("701", True), ("705", False), ("2001", False), ("0989464344", False),
    ):  # fmt: skip
        assert exchange.is_service_code(phone) == is_code, phone
    assert not exchange_of(service_codes="(").is_service_code("*8")


# -- learning --------------------------------------------------------------------------

LEGS = (
    ring(0, "101"), ring(0.1, "102"), end(20, "101", NO_ANSWER),
    end(20.1, "102", NO_ANSWER),
)  # fmt: skip
WHOLE = (ring(0, "101"), ring(0.1, "102"), end(20, "101", NO_ANSWER))


def test_nothing_is_learnt_from_few_calls():
    assert learn(calls(19, *LEGS), NOON) is None
    assert learn(calls(20, *LEGS), NOON).date == NOON


def test_what_an_end_ends():
    assert learn(calls(20, *LEGS), NOON).end_scope == "leg"
    assert learn(calls(20, *WHOLE), NOON).end_scope == "call"
    assert learn([*calls(10, *LEGS), *calls(10, *WHOLE)], NOON).end_scope is None
    assert learn(calls(20, ring(0, "101"), hangup(9)), NOON).end_scope is None


def test_whether_answers_are_told():
    told = (ring(0, "101"), answer(4, "101"), end(30, "101", "ANSWERED", 30, 26))
    untold = (ring(0, "101"), end(30, "101", "ANSWERED", 30, 26))
    assert learn(calls(20, *told), NOON).tells_answers is True
    assert learn(calls(20, *untold), NOON).tells_answers is False
    mixed = [*calls(10, *told), *calls(10, *untold)]
    assert learn(mixed, NOON).tells_answers is None
    assert learn(calls(20, ring(0, "101"), hangup(9)), NOON).tells_answers is None


def test_how_long_telephones_ring():
    assert learn(calls(20, *LEGS), NOON).ring_seconds == 20
    early = calls(60, ring(0, "101"), end(7, "101", NO_ANSWER))
    assert learn([*calls(4, *LEGS), *early], NOON).ring_seconds is None


def test_whether_ids_change():
    child = (ring(0, "101"), hangup(9))
    told = calls(20, *child)
    assert learn(told, NOON).changes_ids is None


# -- silence ---------------------------------------------------------------------------


def due(seconds, *steps, exchange=None, **values):
    exchange = exchange or exchange_of()
    told = collect(observations(steps))
    return quiet(told, NOON + seconds, Limits(600, 3600), exchange, **values)


def test_silence_is_judged_by_the_arrival_of_the_last_word():
    assert due(599, ring(0, "101")) == []
    [word] = due(600, ring(0, "101"))
    assert (word.kind, word.extension, word.at) == (QUIET, "101", NOON + 600)
    assert due(3604, answer(5, "101")) == []
    assert [x.extension for x in due(3605, answer(5, "101"))] == ["101"]
    assert due(5000, ring(0, "101"), hangup(9)) == []
    assert due(59, ring(0, "101")) == []


def test_a_ring_lasts_no_longer_than_the_exchange_lets_it():
    exchange = exchange_of(ring_seconds=25)
    assert due(59, ring(0, "101"), exchange=exchange) == []
    assert len(due(60, ring(0, "101"), exchange=exchange)) == 1
    assert due(60, dial(0, "101"), exchange=exchange) == []


def test_the_end_of_a_talk_that_must_be_assumed_lies_at_the_next_answer():
    steps = (ring(0, "101"), answer(5, "101"))
    following = {"101": NOON + 300}
    assert due(3000, *steps, next_answers=following) == []  # no card closes by it
    [word] = due(3700, *steps, next_answers=following)
    assert word.at == NOON + 300
    told = collect([*observations(steps), word])
    view = derive(told, exchange_of())
    assert (view.state, view.end, view.talk) == ("ended", NOON + 300, None)
    assert view.is_end_assumed


def test_a_nights_upload_is_not_closed_half_way():
    steps = (ring(0, "101"),)
    [word] = observations(steps, is_timed=True)
    late = [type(word)(**{**{n: getattr(word, n) for n in
            word.__dataclass_fields__}, "heard": NOON + 40_000})]  # fmt: skip
    told = collect(late)
    assert quiet(told, NOON + 40_100, Limits(600, 3600), exchange_of()) == []
    [found] = quiet(told, NOON + 40_600, Limits(600, 3600), exchange_of())
    assert found.at == NOON + 600


def test_rings_end_by_the_exchanges_ring_time():
    _told, view = play(
        ring(0, "101"), ring(40, "102"), exchange=exchange_of(ring_seconds=25)
    )
    assert [(leg.number, leg.state) for leg in view.legs] == [
        ("101", "ended"), ("102", "ringing"),
    ]  # fmt: skip


def test_a_record_stays_with_its_attempt_when_silence_ends_the_other():
    told, _view = play(
        (0, "call_in", {"extension": "101", "ring": "a"}),
        (1, "call_in", {"extension": "101", "ring": "b"}),
        (9, "call_info", {"extension": "101", "status": "BUSY"}),
    )
    exchange = exchange_of()
    before = [leg.disposition for leg in derive(told, exchange).legs]
    settle(told, exchange)
    view = derive(told, exchange)
    assert before == [None, "busy"]
    assert view.legs[1].disposition == "busy"
    assert all(leg.end is not None for leg in view.legs)

import {
    announcementText,
    customerText,
    detailsText,
    isMissed,
    phoneText,
    runningTime,
    stateText,
} from "@callcenter/popup/call_texts";

import {describe, expect, test} from "@odoo/hoot";
import {allowTranslations} from "@web/../tests/web_test_helpers";

import {makeCard, makeEndedCard} from "./callcenter_test_helpers";

describe.current.tags("headless");

test("state of a call", () => {
    allowTranslations();
    const table = [
        [makeCard(), "Incoming call"],
        [makeCard({direction: "outgoing"}), "Outgoing call"],
        [makeCard({direction: "internal"}), "Internal call"],
        [makeCard({state: "ongoing"}), "On call"],
        [makeEndedCard(), "Ended, 3:12"],
        [makeEndedCard({disposition: false, duration: false}), "Ended, —"],
        [makeEndedCard({disposition: "no_answer"}), "Missed"],
        [makeEndedCard({disposition: "abandoned"}), "Missed"],
        [makeEndedCard({disposition: "voicemail"}), "Voicemail"],
        [makeEndedCard({disposition: "no_answer", direction: "outgoing"}), "No answer"],
        [makeEndedCard({disposition: "busy", direction: "outgoing"}), "Busy"],
        [makeEndedCard({disposition: "failed", direction: "outgoing"}), "Call failed"],
        [makeEndedCard({disposition: "cancelled", direction: "internal"}), "Cancelled"],
        [
            makeEndedCard({disposition: "answered_elsewhere", answered_by: "Lan"}),
            "Answered by Lan",
        ],
        [makeEndedCard({disposition: "answered_elsewhere"}), "Answered by a colleague"],
    ];
    for (const [card, text] of table) {
        expect(stateText(card)).toBe(text);
    }
});

test("missed is what nobody answered", () => {
    expect(isMissed(makeEndedCard({disposition: "no_answer"}))).toBe(true);
    expect(isMissed(makeEndedCard({disposition: "voicemail"}))).toBe(true);
    expect(isMissed(makeEndedCard({disposition: false}))).toBe(false);
    expect(isMissed(makeEndedCard({disposition: "answered_elsewhere"}))).toBe(false);
    expect(
        isMissed(makeEndedCard({disposition: "no_answer", direction: "outgoing"}))
    ).toBe(false);
    expect(isMissed(makeCard())).toBe(false);
});

test("talk is told where it differs", () => {
    allowTranslations();
    const told = (values) => detailsText(makeEndedCard(values));
    expect(told({talk_duration: 170})).toBe("Talk 2:50 · Incoming call");
    expect(told({talk_duration: 0})).toBe("Talk 0:00 · Incoming call");
    expect(told({talk_duration: 192})).toBe("Incoming call");
    expect(told({talk_duration: false})).toBe("Incoming call");
    expect(told({talk_duration: 3, disposition: "no_answer"})).toBe("Incoming call");
});

test("a talk counts from its answer, anything else from the start of the call", () => {
    const table = [
        [makeCard({age: 16}), "0:19"],
        [makeCard({state: "ongoing", age: 16, talk_age: 0}), "0:03"],
        [makeCard({state: "ongoing", age: 75, talk_age: 59}), "1:02"],
        [makeCard({state: "ongoing", age: 16, talk_age: false}), "0:19"],
        [makeCard({state: "ringing", age: 16, talk_age: 9}), "0:19"],
    ];
    for (const [card, text] of table) {
        expect(runningTime({card, receivedAt: 1000}, 1003)).toBe(text);
    }
});

test("who is calling", () => {
    allowTranslations();
    const unknown = {customer: false};
    expect(customerText(makeCard())).toBe("Nguyễn Văn An");
    expect(customerText(makeCard(unknown))).toBe("New customer");
    expect(customerText(makeCard({...unknown, is_hidden: true}))).toBe(
        "Unknown caller"
    );
    expect(customerText(makeCard({...unknown, direction: "internal"}))).toBe(
        "Colleague"
    );
});

test("details and announcement", () => {
    allowTranslations();
    const card = makeCard({queue: "999", did: "1900 2028"});
    expect(detailsText(card)).toBe("Queue 999 · Dialled 1900 2028");
    expect(detailsText(makeCard())).toBe("");
    expect(detailsText(makeEndedCard())).toBe("Incoming call");
    expect(announcementText(card)).toBe("Incoming call, Nguyễn Văn An, 0989 464 344");
    const hidden = makeCard({customer: false, is_hidden: true, phone: ""});
    expect(announcementText(hidden)).toBe(
        "Incoming call, Unknown caller, Hidden number"
    );
    expect(phoneText(makeCard({phone: ""}))).toBe("Unknown number");
});

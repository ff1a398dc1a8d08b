import {expect, test} from "@odoo/hoot";
import {click, press, queryOne, waitFor} from "@odoo/hoot-dom";
import {advanceTime, animationFrame} from "@odoo/hoot-mock";
import {RecordingPlayer} from "@callcenter/recording/recording_player";
import {browser} from "@web/core/browser/browser";
import {
    MockServer,
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

/** Two seconds of silence, 8 bits at 1 kHz. */
function makeWav() {
    const size = 2000;
    const view = new DataView(new ArrayBuffer(44 + size));
    const text = (at, word) =>
        [...word].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
    text(0, "RIFF");
    view.setUint32(4, 36 + size, true);
    text(8, "WAVEfmt ");
    view.setUint32(16, 16, true);
    view.setUint16(20, 1, true);
    view.setUint16(22, 1, true);
    view.setUint32(24, 8000, true);
    view.setUint32(28, 8000, true);
    view.setUint16(32, 1, true);
    view.setUint16(34, 8, true);
    text(36, "data");
    view.setUint32(40, size, true);
    new Uint8Array(view.buffer, 44).fill(128);
    const binary = String.fromCharCode(...new Uint8Array(view.buffer));
    return `data:audio/wav;base64,${btoa(binary)}`;
}

const player = (values) => ({
    id: 7,
    url: makeWav(),
    state: "available",
    text: false,
    can_play: true,
    can_download: false,
    ...values,
});

class RecordedCall extends models.Model {
    _name = "recorded.call";

    name = fields.Char();
    recording_player = fields.Json();

    _records = [
        {id: 1, name: "a", recording_player: player({can_download: true})},
        {id: 2, name: "b", recording_player: false},
        {
            id: 3,
            name: "c",
            recording_player: player({
                state: "failed",
                can_play: false,
                text: "Given up: too slow",
            }),
        },
        {
            id: 4,
            name: "d",
            recording_player: player({state: "pending", text: "Not there yet"}),
        },
    ];
}

defineMailModels();
defineModels([RecordedCall]);

const list = () =>
    mountView({
        type: "list",
        resModel: "recorded.call",
        arch: `
            <list>
                <field name="name"/>
                <field name="recording_player" widget="callcenter_recording"/>
            </list>`,
    });

const form = (resId, options = "{'can_delete': True}") =>
    mountView({
        type: "form",
        resModel: "recorded.call",
        resId,
        arch: `
            <form>
                <field
                    name="recording_player"
                    widget="callcenter_recording"
                    options="${options}"
                />
            </form>`,
    });

test("a list shows what can be played and what is said of the rest", async () => {
    await list();
    expect(".o_data_row:eq(0) .o_callcenter_play").toHaveCount(1);
    expect(".o_data_row:eq(0) .o_callcenter_download").toHaveCount(1);
    expect(".o_data_row:eq(1) .o_callcenter_recording").toHaveCount(0);
    expect(".o_data_row:eq(2) .o_callcenter_play").toHaveCount(0);
    expect(".o_data_row:eq(2)").toHaveText(/Given up: too slow/);
    expect(".o_data_row:eq(3) .o_callcenter_play").toHaveCount(1);
    expect(".o_data_row:eq(3)").toHaveText(/Not there yet/);
    expect(".o_callcenter_delete").toHaveCount(0);
});

test("nothing is loaded before play is pressed", async () => {
    await list();
    expect("audio").toHaveCount(0);
    await click(".o_data_row:eq(0) .o_callcenter_play");
    await animationFrame();
    expect("audio").toHaveCount(1);
    expect(".o_data_row:eq(0) audio").toHaveAttribute("src", /^data:audio/);
    expect(".o_list_view").toHaveCount(1, {message: "the row was not opened"});
});

test("speed goes round, and counts for the audio", async () => {
    await form(1);
    await contains(".o_callcenter_play").click();
    for (const [text, rate] of [
        ["1.25×", 1.25],
        ["1.5×", 1.5],
        ["2×", 2],
        ["1×", 1],
    ]) {
        await contains(".o_callcenter_speed").click();
        expect(".o_callcenter_speed").toHaveText(text);
        expect(queryOne("audio").playbackRate).toBe(rate);
    }
});

test("keys of the player are not the list's", async () => {
    await list();
    await contains(".o_data_row:eq(0) .o_callcenter_play").click();
    queryOne(".o_data_row:eq(0) .o_callcenter_play").focus();
    await press("ArrowDown");
    await animationFrame();
    expect(".o_data_row:eq(0) .o_callcenter_play").toBeFocused();
});

test("why it cannot be played is asked and shown", async () => {
    await form(4);
    onRpc("/callcenter/recording/call/4", () => ({message: "Too slow"}), {pure: true});
    await contains(".o_callcenter_play").click();
    queryOne("audio").dispatchEvent(new Event("error"));
    await waitFor(".o_callcenter_recording_text");
    await animationFrame();
    expect("audio").toHaveCount(0);
    expect(".o_callcenter_play").toHaveCount(1, {message: "to be tried again"});
    expect(".o_callcenter_recording_text").toHaveText(/cannot be played|Too slow/);
});

const refusal = (status, message) =>
    new Response(JSON.stringify({message}), {status, headers: {"Retry-After": "2"}});

/** Answers what the player asks of the server, one after the other. */
function answerAsked(...answers) {
    patchWithCleanup(browser, {
        fetch: async (url, {headers}) => {
            expect.step(headers.Range || url.split("?")[1]);
            return answers.shift();
        },
    });
}

test("too many are played: that is said, and tried again where it was", async () => {
    await form(1);
    answerAsked(refusal(429, "Many recordings are played"), refusal(404, "Not there"));
    await contains(".o_callcenter_play").click();
    queryOne("audio").dispatchEvent(new Event("error"));
    await waitFor(".o_callcenter_recording_text");
    expect(".o_callcenter_recording_text").toHaveText("Many recordings are played");
    expect("audio").toHaveCount(0);
    await advanceTime(2000);
    await animationFrame();
    expect("audio").toHaveCount(1);
    expect(".o_callcenter_recording_text").toHaveCount(0);
    expect.verifySteps(["bytes=0-0"]);
});

test("it is not tried again for ever", async () => {
    const answers = Array.from({length: 9}, () => refusal(429, "Many are played"));
    await form(1);
    answerAsked(...answers);
    await contains(".o_callcenter_play").click();
    for (let tries = 0; tries < 4; tries++) {
        queryOne("audio").dispatchEvent(new Event("error"));
        await waitFor(".o_callcenter_recording_text");
        await advanceTime(2000);
        await animationFrame();
    }
    expect("audio").toHaveCount(0);
    expect(".o_callcenter_recording_text").toHaveText("Many are played");
    expect.verifySteps(["bytes=0-0", "bytes=0-0", "bytes=0-0", "bytes=0-0"]);
});

test("a file is brought to Odoo first, and saved then", async () => {
    patchWithCleanup(RecordingPlayer.prototype, {
        save: (href) => expect.step(`save ${href.split("?")[1]}`),
    });
    await form(1);
    answerAsked(refusal(503, "On its way"), new Response("{}"));
    await contains(".o_callcenter_download").click();
    await waitFor(".o_callcenter_recording_text");
    expect(".o_callcenter_recording_text").toHaveText("On its way");
    expect(".o_callcenter_download").not.toBeEnabled();
    expect.verifySteps(["download=1&prepare=1"]);
    await advanceTime(2000);
    await animationFrame();
    expect.verifySteps(["download=1&prepare=1", "save download=1"]);
    expect(".o_callcenter_download").toBeEnabled();
    expect(".o_callcenter_recording_text").toHaveCount(0);
});

test("a file that cannot be had is not saved, and why is said", async () => {
    patchWithCleanup(RecordingPlayer.prototype, {save: () => expect.step("save")});
    await form(1);
    patchWithCleanup(browser, {
        fetch: async () => new Response('{"message": "Too large"}', {status: 502}),
    });
    await contains(".o_callcenter_download").click();
    await waitFor(".o_callcenter_recording_text");
    expect(".o_callcenter_recording_text").toHaveText("Too large");
    expect.verifySteps([]);
});

test("a manager deletes it after a question", async () => {
    onRpc("callcenter.recording", "action_delete", ({args}) => {
        expect.step(`delete ${args[0]}`);
        return true;
    });
    await form(1);
    await contains(".o_callcenter_delete").click();
    expect.verifySteps([]);
    await contains(".modal .btn-primary").click();
    expect.verifySteps(["delete 7"]);
});

test("a recording that is deleted while its player is open cannot be played on", async () => {
    onRpc("callcenter.recording", "action_delete", () => {
        const deleted = {state: "deleted", can_play: false, text: "Deleted by Dũng"};
        MockServer.env["recorded.call"].write([1], {recording_player: player(deleted)});
        return true;
    });
    await form(1);
    await contains(".o_callcenter_play").click();
    expect(".o_callcenter_seek").toHaveCount(1);
    await contains(".o_callcenter_delete").click();
    await contains(".modal .btn-primary").click();
    expect(".o_callcenter_seek").toHaveCount(0);
    expect("audio").toHaveCount(0);
    expect(".o_callcenter_recording").toHaveText("Deleted by Dũng");
});

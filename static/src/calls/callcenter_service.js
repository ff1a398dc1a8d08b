import {registry} from "@web/core/registry";
import {session} from "@web/session";

import {CallCenter} from "./callcenter";

/** Bus notification type; its payload is a `Card` (see call_entry.js). */
export const CALL_UPDATE = "callcenter.call/update";
/** The same for the user's `Preferences` (see preferences.js), when they change. */
export const PREFERENCES_UPDATE = "callcenter.preferences/update";

/** The agent's calls, and what they hear of: the bus, the other tabs, what was saved. */
export const callcenterService = {
    dependencies: ["bus_service", "orm"],

    start(env, {bus_service: bus, orm}) {
        const callcenter = new CallCenter(orm);
        hearParts(callcenter);
        hearBus(callcenter, bus);
        // Who has no extension any more may have a note of then that is not saved.
        if (isAgent() || callcenter.memory.hasDrafts) {
            callcenter.sync.ask();
        }
        return callcenter;
    },
};

function hearParts(callcenter) {
    const {notes, memory} = callcenter;
    notes.addEventListener("settled", ({detail: {callId}}) =>
        callcenter.onSettled(callId)
    );
    notes.addEventListener("refused", ({detail: {callId}}) =>
        callcenter.put(callId, "stack")
    );
    memory.addEventListener("changed", ({detail: {callId, memory: written}}) =>
        callcenter.onShared(callId, written)
    );
}

function hearBus(callcenter, bus) {
    bus.subscribe(CALL_UPDATE, (card, {id}) => callcenter.sync.receive(card, id));
    bus.subscribe(PREFERENCES_UPDATE, (wanted) => callcenter.setPreferences(wanted));
    hearReconnections(callcenter, bus);
    bus.start();
}

function hearReconnections(callcenter, bus) {
    let wasDisconnected = false;
    const onConnected = () => {
        if (wasDisconnected && (isAgent() || callcenter.sync.hasAsked)) {
            callcenter.onReconnected();
        }
        wasDisconnected = false;
    };
    bus.addEventListener("BUS:DISCONNECT", () => (wasDisconnected = true));
    bus.addEventListener("BUS:RECONNECT", onConnected);
    // After the browser itself was offline the bus connects anew.
    bus.addEventListener("BUS:CONNECT", onConnected);
}

function isAgent() {
    return Boolean(session.callcenter?.has_extension);
}

registry.category("services").add("callcenter", callcenterService);

/**
 * How the saving of a draft goes: its states, from the best to the worst, and which
 * event leads from one to which other. An event that a state does not list changes
 * nothing. Those under `ifTheirs` count only while the text is another tab's: what was
 * typed here, nobody else replaces.
 *
 * | event | is |
 * |---|---|
 * | `type` | the agent typed here |
 * | `tell` | the server told of a text that was not written here |
 * | `follow` | another tab typed |
 * | `settle` | another tab has saved its text, or has let go of what was refused |
 * | `adopt` | another tab should have saved its text, and has not |
 * | `send` | it is time to save |
 * | `taken` | the server has the text that the field shows |
 * | `outdated` | the server has a text, and the agent has typed on meanwhile |
 * | `fail` | the server was not reached or refused; there will be another try |
 * | `refuse` | the server refused too often |
 * | `discard` | the agent lets go of what was refused |
 */
export const DRAFT_STATES = {
    // as the server has it
    clean: {
        isUnsaved: false,
        on: {type: "pending", tell: "clean", follow: "followed"},
    },
    // written here, and on the server now
    saved: {
        isUnsaved: false,
        on: {type: "pending", tell: "clean", follow: "followed"},
    },
    // typed in another tab, which saves it while it lives
    followed: {
        isUnsaved: true,
        on: {type: "pending", follow: "followed", settle: "clean", adopt: "saving"},
    },
    // typed here, to be sent soon; an earlier text may be on its way
    pending: {
        isUnsaved: true,
        on: {
            type: "pending",
            send: "saving",
            taken: "saved",
            outdated: "pending",
            fail: "failed",
        },
    },
    // on its way to the server
    saving: {
        isUnsaved: true,
        on: {type: "pending", taken: "saved", fail: "failed", refuse: "refused"},
        ifTheirs: {follow: "followed", settle: "clean"},
    },
    // not saved; another try is planned
    failed: {
        isUnsaved: true,
        on: {type: "pending", send: "saving"},
        ifTheirs: {follow: "followed", settle: "clean"},
    },
    // not saved; only the agent can help now
    refused: {
        isUnsaved: true,
        on: {type: "pending", send: "saving", settle: "clean", discard: "clean"},
        ifTheirs: {follow: "followed"},
    },
};

/** @typedef {keyof typeof DRAFT_STATES} DraftState */

/**
 * @param {DraftState} state
 * @param {string} event
 * @param {boolean} isTheirs whether the text is another tab's
 * @returns {DraftState|undefined} undefined where the event changes nothing
 */
export function nextState(state, event, isTheirs) {
    const {on, ifTheirs = {}} = DRAFT_STATES[state];
    return on[event] ?? (isTheirs ? ifTheirs[event] : undefined);
}

/**
 * @param {...({status: DraftState, problem: string}|undefined)} drafts
 * @returns {{status: DraftState, problem: string}} the one that is worst off
 */
export function worstOf(...drafts) {
    const states = Object.keys(DRAFT_STATES);
    const rank = ({status}) => states.indexOf(status);
    const known = drafts.filter(Boolean);
    return known.sort((a, b) => rank(b) - rank(a))[0] ?? {status: "clean", problem: ""};
}

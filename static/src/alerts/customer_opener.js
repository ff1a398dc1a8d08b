import {popupMode} from "@callcenter/calls/preferences";

import {browser} from "@web/core/browser/browser";

const LAST_TAB = "callcenter.last_tab";
/** What is on screen while something of it may be lost by leaving. */
const UNSAVED = [
    ".o_form_status_indicator_buttons:not(.invisible)",
    ".o_selected_row",
    ".o_kanban_quick_create",
    ".o_dialog",
].join();
/** Fields of forms are not among them: forms tell themselves what is not saved. */
const TYPED_INTO = ":is(input, textarea, [contenteditable=true]):not(.o_form_view *)";

/** Opens the customer of a call at once, for who wants that, in the tab used last. */
export class CustomerOpener {
    /**
     * @param {object} options
     * @param {import("@callcenter/calls/preferences").Preferences} options.preferences
     * @param {import("@callcenter/calls/shared_memory").SharedMemory} options.memory
     * @param {object} options.action the service
     */
    constructor({preferences, memory, action}) {
        this.preferences = preferences;
        this.memory = memory;
        this.action = action;
        this._watchUse();
    }

    /** @param {import("@callcenter/calls/call_entry").Card[]} cards that live now */
    set(cards) {
        for (const card of cards.filter((one) => this._isDue(one))) {
            // Missed once, it is not made up for: that would come as a surprise.
            this.memory.update(card.id, {isOpened: true});
            if (!hasUnsavedWork()) {
                this._open(card.customer);
            }
        }
    }

    _open({id}) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: id,
            views: [[false, "form"]],
        });
    }

    _isDue(card) {
        const mode = popupMode(this.preferences, card);
        const isTime =
            (mode === "open_ring" && card.state === "ringing") ||
            (mode === "open_answer" && card.state === "ongoing");
        return (
            isTime &&
            Boolean(card.customer) &&
            this._isUsedLast() &&
            !this.memory.get(card.id).isOpened
        );
    }

    _watchUse() {
        this.tabId = `${Date.now()}-${Math.random()}`;
        const claim = () => {
            try {
                browser.localStorage.setItem(LAST_TAB, this.tabId);
            } catch {
                // full, or switched off: the tab on screen counts as used last
            }
        };
        browser.addEventListener("focus", claim);
        browser.addEventListener("pagehide", () => {
            if (browser.localStorage.getItem(LAST_TAB) === this.tabId) {
                browser.localStorage.removeItem(LAST_TAB);
            }
        });
        if (document.hasFocus()) {
            claim();
        }
    }

    _isUsedLast() {
        const last = browser.localStorage.getItem(LAST_TAB);
        return last ? last === this.tabId : document.visibilityState === "visible";
    }
}

/** @returns {boolean} whether something may be lost, or someone is typing */
export function hasUnsavedWork() {
    const fields = [...document.querySelectorAll(".o-mail-Composer-input")];
    if (document.activeElement?.matches(TYPED_INTO)) {
        fields.push(document.activeElement);
    }
    // Lists and Discuss focus an empty field by themselves.
    const isTyping = fields.some((field) => (field.value ?? field.textContent).trim());
    return isTyping || Boolean(document.querySelector(UNSAVED));
}

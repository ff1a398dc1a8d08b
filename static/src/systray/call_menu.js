import {compareEntries} from "@callcenter/calls/call_entry";
import {
    customerText,
    directionIcon,
    isMissed,
    phoneText,
    runningTime,
    stateText,
} from "@callcenter/popup/call_texts";

import {Component, useState} from "@odoo/owl";

import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {useCommand} from "@web/core/commands/command_hook";
import {useDropdownState} from "@web/core/dropdown/dropdown_hooks";
import {deserializeDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {session} from "@web/session";

const {DateTime} = luxon;

/** Reaches the newest card from wherever the agent is. */
const HOTKEY = "alt+shift+c";

/**
 * The agent's calls in the navigation bar: the live and minimised ones, and those of
 * today, which are asked for when the menu opens and not before.
 */
export class CallMenu extends Component {
    static template = "callcenter.CallMenu";
    static components = {Dropdown, DropdownItem};
    static props = {};

    setup() {
        this.callcenter = useService("callcenter");
        this.action = useService("action");
        this.entries = useState(this.callcenter.entries);
        this.clock = useState(this.callcenter.clock);
        this.tally = useState(this.callcenter.tally);
        this.state = useState({today: [], isFailed: false});
        this.dropdown = useDropdownState();
        useCommand(_t("Go to the newest call"), () => this.goToNewest(), {
            hotkey: HOTKEY,
            global: true,
            hotkeyOptions: {bypassEditableProtection: true},
            isAvailable: () => this.present.length > 0,
        });
    }

    /** Users without an extension see nothing, unless they are given one meanwhile. */
    get isShown() {
        return Boolean(session.callcenter?.has_extension) || this.present.length > 0;
    }

    /** The entries that have not been put away, the most urgent first. */
    get present() {
        return Object.values(this.entries)
            .filter((entry) => !entry.isDismissed || entry.card.state !== "ended")
            .sort((a, b) => compareEntries(b, a));
    }

    /** Customers to call back, with the filter of their list. */
    get waiting() {
        const {toCallBack, unclaimed} = this.tally;
        return [
            {filter: "mine", text: _t("Mine to call back"), count: toCallBack},
            {
                filter: "unclaimed",
                text: _t("To call back, taken by nobody"),
                count: unclaimed,
            },
        ].filter(({count}) => count);
    }

    /** Ended calls of today that are not among the present ones. */
    get past() {
        const present = new Set(this.present.map(({card}) => card.id));
        return this.state.today.filter(({id}) => !present.has(id));
    }

    get buttonText() {
        const missed = this.tally.missed;
        return missed ? _t("My calls, %s missed today", missed) : _t("My calls");
    }

    async loadToday() {
        try {
            this.state.today = await this.callcenter.loadToday();
            this.state.isFailed = false;
        } catch {
            this.state.isFailed = true;
        }
    }

    customerText(card) {
        return customerText(card);
    }

    phoneText(card) {
        return phoneText(card);
    }

    stateText(card) {
        return stateText(card);
    }

    isMissed(card) {
        return isMissed(card);
    }

    icon(card) {
        return directionIcon(card);
    }

    runningTime(entry) {
        return runningTime(entry, this.clock.now);
    }

    startTime({start}) {
        return deserializeDateTime(start).toLocaleString(DateTime.TIME_SIMPLE);
    }

    /** Show the card of a call, with the focus on it. */
    show({card}) {
        this.callcenter.put(card.id, "stack");
        focusCard(card.callid);
    }

    goToNewest() {
        this.dropdown.close();
        this.show(this.present[0]);
    }

    openCall({id}) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "callcenter.call",
            res_id: id,
            views: [[false, "form"]],
        });
    }

    /** @param {"mine"|"unclaimed"} filter which of the customers to call back */
    openMissed(filter) {
        this.action.doAction("callcenter.action_missed", {
            clearBreadcrumbs: true,
            additionalContext: {[`search_default_${filter}`]: 1},
        });
    }

    openAll() {
        this.action.doAction("callcenter.action_calls", {clearBreadcrumbs: true});
    }
}

/** Give the focus to a card once it is drawn. */
function focusCard(callid) {
    const selector = `.o_callcenter_popup[data-callid="${CSS.escape(callid)}"]`;
    // Two frames: the menu gives the focus back to where it was when it closes.
    requestAnimationFrame(() =>
        requestAnimationFrame(() => document.querySelector(selector)?.focus())
    );
}

registry
    .category("systray")
    .add("callcenter.CallMenu", {Component: CallMenu}, {sequence: 22});

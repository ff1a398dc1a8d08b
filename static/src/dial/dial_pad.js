import {statusText} from "@callcenter/status/status_texts";

import {Component, useState} from "@odoo/owl";

import {useCommand} from "@web/core/commands/command_hook";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {useDropdownState} from "@web/core/dropdown/dropdown_hooks";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useAutofocus, useService} from "@web/core/utils/hooks";
import {useDebounced} from "@web/core/utils/timing";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
/** Calls the number that is selected on the page, or opens the pad. */
const HOTKEY = "alt+shift+d";
const SEARCH_DELAY = 250;
/** What a selected text may be to be called at once: a number, and nothing else. */
const NUMBER = /^[\s(]*\+?[\d\s().\-/]{3,30}$/;

/** Keys to dial with, and a search by name, in the navigation bar. */
export class DialPad extends Component {
    static template = "callcenter.DialPad";
    static components = {Dropdown};
    static props = {};

    setup() {
        this.dialer = useService("callcenter_dialer");
        this.keys = KEYS;
        this.state = useState({
            text: "",
            found: [],
            isAdvertising: false,
            telephoneId: this.dialer.telephone?.id,
        });
        this.dropdown = useDropdownState();
        this.input = useAutofocus({refName: "input"});
        this.search = useDebounced(() => this._search(), SEARCH_DELAY);
        useCommand(_t("Call the selected number"), () => this.callSelected(), {
            hotkey: HOTKEY,
            global: true,
            hotkeyOptions: {bypassEditableProtection: true},
            isAvailable: () => this.dialer.canDial,
        });
    }

    get hasAdvertising() {
        return this.dialer.telephone?.is_advertising_limited;
    }

    detailText({detail}) {
        return statusText(detail) || detail;
    }

    onInput() {
        this.search();
    }

    async _search() {
        const {text} = this.state;
        const found = text.trim() ? await this.dialer.findNames(text) : [];
        if (text === this.state.text) {
            this.state.found = found;
        }
    }

    press(key) {
        this.state.text += key;
        this.search();
        this.input.el?.focus();
    }

    onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.call(this.state.text);
        }
    }

    onChooseTelephone(ev) {
        this.state.telephoneId = Number(ev.target.value);
        this.dialer.chooseTelephone(this.state.telephoneId);
    }

    /** @param {string} number as it was typed, or of whom was found */
    async call(number) {
        if (!number.trim()) {
            return;
        }
        const purpose = this.state.isAdvertising ? "advertising" : "service";
        if (await this.dialer.dial(number, {purpose})) {
            this.state.text = "";
            this.state.found = [];
            this.dropdown.close();
        }
    }

    callSelected() {
        const text = String(document.getSelection() ?? "").trim();
        if (NUMBER.test(text)) {
            this.dialer.dial(text);
        } else {
            this.dropdown.open();
        }
    }
}

registry
    .category("systray")
    .add("callcenter.DialPad", {Component: DialPad}, {sequence: 23});

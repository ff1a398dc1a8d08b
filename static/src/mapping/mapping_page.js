import {formatDuration} from "@callcenter/core/format_duration";
import {
    ROLES,
    TABLES,
    eventDetails,
    eventText,
} from "@callcenter/mapping/mapping_texts";

import {Component, onWillStart, useRef, useState} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {downloadFile} from "@web/core/network/download";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

const PAGE = "callcenter.mapping.page";
const MAX_BYTES = 32 * 1024;
const {DateTime} = luxon;

/** Where somebody says which field of a vendor's requests is what. */
export class MappingPage extends Component {
    static template = "callcenter.MappingPage";
    static components = {Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.file = useRef("file");
        this.lastLook = new KeepLast();
        this.roles = ROLES;
        this.tables = TABLES;
        this.display = {controlPanel: {}};
        this.state = useState({page: null, look: null, chosen: [], isSaved: false});
        onWillStart(() => this.load());
    }

    get pbxId() {
        return this.props.action.context.active_id || false;
    }

    ask(method, ...args) {
        return this.orm.call(PAGE, method, [this.pbxId, ...args]);
    }

    /** Get what was caught; what was said already stays, but for `isNew`. */
    async load(isNew = true) {
        const {mapping, chosen, ...page} = await this.ask("get_page");
        this.state.page = page;
        if (isNew || !this.state.chosen.length) {
            Object.assign(this.state, {mapping, chosen, isSaved: page.is_kept});
        }
        await this.look();
    }

    async look() {
        const {mapping, chosen} = this.state;
        this.state.look = await this.lastLook.add(this.ask("look", mapping, chosen));
        if (this.takeProposals()) {
            const further = this.ask("look", mapping, chosen);
            this.state.look = await this.lastLook.add(further);
        }
    }

    /** Words of a field that was just said to have words get what they seem to mean. */
    takeProposals() {
        const {mapping, look} = this.state;
        let isChanged = false;
        for (const [table, words] of Object.entries(look.words)) {
            if (words.length && !mapping.words[table]) {
                const known = words.filter((one) => one.proposal);
                mapping.words[table] = Object.fromEntries(
                    known.map((one) => [one.word, one.proposal])
                );
                isChanged ||= known.length > 0;
            }
        }
        return isChanged;
    }

    change() {
        this.state.isSaved = false;
        return this.look();
    }

    roleOf(path) {
        const fields = Object.entries(this.state.mapping.fields);
        return (fields.find(([, paths]) => paths.includes(path)) || [""])[0];
    }

    setRole(path, role) {
        const {fields, words} = this.state.mapping;
        const former = this.roleOf(path);
        if (former) {
            fields[former] = fields[former].filter((one) => one !== path);
            if (!fields[former].length) {
                delete fields[former];
                delete words[former];
            }
        }
        if (role) {
            fields[role] = [...(fields[role] || []), path];
        }
        return this.change();
    }

    meaningOf(table, word) {
        return (this.state.mapping.words[table] || {})[word] || "";
    }

    setMeaning(table, word, meaning) {
        const words = (this.state.mapping.words[table] ||= {});
        if (meaning) {
            words[word] = meaning;
        } else {
            delete words[word];
        }
        return this.change();
    }

    setName(name) {
        this.state.mapping.name = name;
        this.state.isSaved = false;
    }

    isChosen(key) {
        return this.state.chosen.includes(key);
    }

    toggle(key) {
        this.state.chosen = this.isChosen(key)
            ? this.state.chosen.filter((one) => one !== key)
            : [...this.state.chosen, key];
        return this.look();
    }

    get tablesWithWords() {
        return Object.keys(TABLES).filter(
            (table) => this.state.look.words[table].length
        );
    }

    get rows() {
        return this.state.page.requests.map((request) => {
            const told = this.state.look.told[request.key];
            const events = (told ? told.events : []).map((event) => ({
                text: eventText(event),
                details: eventDetails(event),
            }));
            return {...request, events, isRead: Boolean(told), error: told?.error};
        });
    }

    timeOf(request) {
        return DateTime.fromISO(request.date).toLocaleString(
            DateTime.TIME_WITH_SECONDS
        );
    }

    duration(seconds) {
        return formatDuration(seconds);
    }

    async propose() {
        this.state.mapping = await this.ask("propose", this.state.chosen);
        return this.change();
    }

    async save() {
        await this.ask("save", this.state.mapping);
        this.state.isSaved = true;
        this.notification.add(
            _t("Saved: what the exchange posts from now on is read so."),
            {type: "success"}
        );
    }

    async replay() {
        await this.action.doAction(await this.ask("replay", this.state.chosen), {
            onClose: () => this.load(false),
        });
    }

    export() {
        const text = JSON.stringify(this.state.mapping, null, 2);
        const name = this.state.mapping.name.replace(/[^\p{L}\p{N}]+/gu, "-");
        downloadFile(text, `${name || "mapping"}.json`, "application/json");
    }

    async import(event) {
        const [file] = event.target.files;
        event.target.value = "";
        if (!file) {
            return;
        }
        if (file.size > MAX_BYTES) {
            this.notification.add(_t("A mapping has at most %s bytes.", MAX_BYTES), {
                type: "danger",
            });
            return;
        }
        this.state.mapping = await this.ask("read_file", await file.text());
        await this.change();
    }
}

registry.category("actions").add("callcenter.mapping", MappingPage);

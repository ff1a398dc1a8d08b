import {Component, onWillUnmount, useState} from "@odoo/owl";

import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

/** Mends all rows of a preview, those that are not shown too: batch by batch. */
export class MendAll extends Component {
    static template = "callcenter.MendAll";
    static props = {...standardWidgetProps};

    setup() {
        this.dialog = useService("dialog");
        this.orm = useService("orm");
        this.state = useState({isRunning: false, done: 0, left: 0, total: 0, seen: 0});
        onWillUnmount(() => this.stop());
    }

    get percent() {
        const {seen, total} = this.state;
        return total ? Math.round((100 * seen) / total) : 100;
    }

    get progressText() {
        const {done, left} = this.state;
        return left
            ? _t("%(done)s mended, %(left)s for you to look at", {done, left})
            : _t("%s mended", done);
    }

    onClick() {
        if (this.props.record.data.kind === "shared") {
            this.askToMerge();
        } else {
            this.run();
        }
    }

    askToMerge() {
        this.dialog.add(ConfirmationDialog, {
            title: _t("Merge all of them?"),
            body: _t(
                "Contacts with the same number and the same name become one. This cannot be undone."
            ),
            confirmLabel: _t("Merge"),
            confirm: () => this.run(),
            cancel: () => {
                // nothing is done
            },
        });
    }

    async run() {
        const {record} = this.props;
        Object.assign(this.state, {
            isRunning: true,
            done: 0,
            left: 0,
            total: 0,
            seen: 0,
        });
        try {
            while (this.state.isRunning) {
                const args = [[record.resId]];
                const batch = await this.orm.call(record.resModel, "mend_batch", args);
                this.state.done += batch.done;
                this.state.left += batch.left;
                this.state.seen += batch.seen;
                this.state.total = this.state.seen + batch.remaining;
                if (!batch.remaining) {
                    break;
                }
            }
        } finally {
            this.state.isRunning = false;
        }
        await record.load();
    }

    /** What is mended stays mended; the next click goes on behind it. */
    stop() {
        this.state.isRunning = false;
    }
}

registry.category("view_widgets").add("callcenter_mend_all", {component: MendAll});

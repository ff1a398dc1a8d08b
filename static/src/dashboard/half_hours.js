import {_t} from "@web/core/l10n/translation";

import {ANSWERED_COLOR, BaseChart, MISSED_COLOR} from "./base_chart";
import {offeredBefore} from "./half_hour_table";

// How dark the line of each period is that is compared with: the nearest first.
const OPACITIES = [0.9, 0.45];

/**
 * Answered and missed calls by half hour of the day, and the offered ones of the
 * periods before; a click opens the calls.
 */
export class HalfHours extends BaseChart {
    static props = {
        slots: Array,
        compared: Array,
        onOpen: Function,
    };

    get watched() {
        return [this.props.slots];
    }

    get config() {
        const {slots, compared} = this.props;
        const bars = (label, code, color) => ({
            label,
            backgroundColor: color,
            data: slots.map((slot) => slot[code]),
        });
        const line = (label, index) => ({
            label: offeredBefore(label),
            type: "line",
            // A stack of its own: else each line would stand on the one before.
            stack: `compared ${index}`,
            borderColor: this.pale(OPACITIES[index]),
            backgroundColor: this.pale(OPACITIES[index]),
            borderDash: [4, 4],
            borderWidth: 2,
            pointRadius: 2,
            data: slots.map((slot) => slot.compared[index]),
        });
        return this.makeConfig(
            slots.map((slot) => slot.label),
            [
                ...compared.map(line),
                bars(_t("Answered"), "answered", ANSWERED_COLOR),
                bars(_t("Missed"), "missed", MISSED_COLOR),
            ]
        );
    }

    open(index) {
        this.props.onOpen(this.props.slots[index].slot);
    }
}

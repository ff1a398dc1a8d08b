/* global Chart */
import {Component, onWillStart, useEffect, useRef} from "@odoo/owl";

import {loadBundle} from "@web/core/assets";
import {_t} from "@web/core/l10n/translation";

import {offeredBefore} from "./half_hour_table";

// How dark the line of each period is that is compared with: the nearest first.
const OPACITIES = [0.9, 0.45];

/**
 * Answered and missed calls by half hour of the day, and the offered ones of the
 * periods before; a click opens the calls.
 */
export class HalfHours extends Component {
    static template = "callcenter.HalfHours";
    static props = {
        slots: Array,
        compared: Array,
        onOpen: Function,
    };

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => {
                const chart = new Chart(this.canvas.el, this.config);
                return () => chart.destroy();
            },
            () => [this.props.slots]
        );
    }

    get config() {
        // The colours of the page around it, whatever theme that has.
        const text = getComputedStyle(this.canvas.el).color;
        const pale = (opacity) => text.replace(/^rgb\((.*)\)$/, `rgba($1, ${opacity})`);
        const grid = pale(0.15);
        const axis = {stacked: true, grid: {color: grid}, ticks: {color: text}};
        const bars = (label, code, color) => ({
            label,
            backgroundColor: color,
            data: this.props.slots.map((slot) => slot[code]),
        });
        const line = (label, index) => ({
            label: offeredBefore(label),
            type: "line",
            // A stack of its own: else each line would stand on the one before.
            stack: `compared ${index}`,
            borderColor: pale(OPACITIES[index]),
            backgroundColor: pale(OPACITIES[index]),
            borderDash: [4, 4],
            borderWidth: 2,
            pointRadius: 2,
            data: this.props.slots.map((slot) => slot.compared[index]),
        });
        return {
            type: "bar",
            data: {
                labels: this.props.slots.map((slot) => slot.label),
                datasets: [
                    ...this.props.compared.map(line),
                    bars(_t("Answered"), "answered", "#1a9988"),
                    bars(_t("Missed"), "missed", "#d9534f"),
                ],
            },
            options: {
                maintainAspectRatio: false,
                animation: false,
                interaction: {mode: "index", intersect: false},
                plugins: {legend: {labels: {color: text}}},
                scales: {
                    x: axis,
                    y: {...axis, beginAtZero: true, ticks: {color: text, precision: 0}},
                },
                onClick: (_event, [bar]) => bar && this.open(bar.index),
            },
        };
    }

    open(index) {
        this.props.onOpen(this.props.slots[index].slot);
    }
}

/* global Chart */
import {Component, onWillStart, useEffect, useRef} from "@odoo/owl";

import {loadBundle} from "@web/core/assets";
import {_t} from "@web/core/l10n/translation";

/** Answered and missed calls by half hour of the day; a click opens the calls. */
export class HalfHours extends Component {
    static template = "callcenter.HalfHours";
    static props = {
        slots: Array,
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
        const grid = text.replace(/^rgb\((.*)\)$/, "rgba($1, 0.15)");
        const axis = {stacked: true, grid: {color: grid}, ticks: {color: text}};
        const bars = (label, code, color) => ({
            label,
            backgroundColor: color,
            data: this.props.slots.map((slot) => slot[code]),
        });
        return {
            type: "bar",
            data: {
                labels: this.props.slots.map((slot) => slot.label),
                datasets: [
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

/* global Chart */
import {Component, onWillStart, useEffect, useRef} from "@odoo/owl";

import {loadBundle} from "@web/core/assets";

// Readable on light and dark pages.
export const ANSWERED_COLOR = "#1a9988";
export const MISSED_COLOR = "#d9534f";

/** A chart of Odoo's Chart.js in the colours of the page; a click opens a column. */
export class BaseChart extends Component {
    static template = "callcenter.Chart";
    static props = {};

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => {
                const chart = new Chart(this.canvas.el, this.config);
                return () => chart.destroy();
            },
            () => this.watched
        );
    }

    /** Whatever theme the page around it has. */
    get text() {
        return getComputedStyle(this.canvas.el).color;
    }

    pale(opacity) {
        return this.text.replace(/^rgb\((.*)\)$/, `rgba($1, ${opacity})`);
    }

    /**
     * @param {string[]} labels of the columns
     * @param {object[]} datasets of Chart.js
     * @param {object} [scales] further axes
     * @returns {object} configuration of a Chart
     */
    makeConfig(labels, datasets, scales = {}) {
        const {text} = this;
        const axis = {
            stacked: true,
            grid: {color: this.pale(0.15)},
            ticks: {color: text},
        };
        return {
            type: "bar",
            data: {labels, datasets},
            options: {
                maintainAspectRatio: false,
                animation: false,
                interaction: {mode: "index", intersect: false},
                plugins: {legend: {labels: {color: text}}},
                scales: {
                    x: axis,
                    y: {...axis, beginAtZero: true, ticks: {color: text, precision: 0}},
                    ...scales,
                },
                onClick: (_event, [bar]) => bar && this.open(bar.index),
            },
        };
    }
}

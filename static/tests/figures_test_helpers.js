/**
 * @param {object} [values] what differs
 * @returns {object} an answer of `callcenter.figures.get_figures`
 */
export function makeFigures(values = {}) {
    const figure = (code, label, unit, value, compared, definition) => ({
        code,
        label,
        unit,
        value,
        compared,
        definition,
    });
    return {
        period: {first: "2026-03-02", last: "2026-03-02", label: "03/02/2026"},
        compared: ["the day before", "a week before"],
        compare: false,
        sections: [
            {
                code: "service",
                title: "Incoming calls",
                figures: [
                    figure("offered", "Offered", "count", 1200, [8, 0], "Incoming."),
                    figure("sla", "SLA", "rate", 0.755, [0.8, null], "In time."),
                    figure("wait_avg", "Wait", "seconds", 192.4, [null, 9], "Mean."),
                ],
            },
        ],
        lines: {
            days: ["02/28", "03/01", "03/02"],
            values: {offered: [3, 4, 1200], sla: [null, 0.5, 0.755]},
        },
        slots: [
            {
                slot: 18,
                label: "9:00",
                offered: 2,
                answered: 1,
                missed: 1,
                compared: [4, 0],
            },
            {
                slot: 19,
                label: "9:30",
                offered: 0,
                answered: 0,
                missed: 0,
                compared: [0, 3],
            },
        ],
        agents: {
            columns: [
                {code: "rings", label: "Rings", unit: "count", definition: "Attempts."},
                {
                    code: "agent_talk",
                    label: "Talk",
                    unit: "seconds",
                    definition: "Sum.",
                },
            ],
            rows: [{user_id: 5, name: "Lan", values: {rings: 3, agent_talk: null}}],
        },
        pbxs: [
            {id: 1, name: "Hà Nội"},
            {id: 2, name: "Huế"},
        ],
        queues: ["800"],
        sla_target: 0.8,
        is_team: false,
        settings: false,
        empty: false,
        unknowable: "Occupancy needs more.",
        ...values,
    };
}

/**
 * @param {object} [values] what differs
 * @returns {object} an answer of `callcenter.board.get_board`
 */
export function makeBoard(values = {}) {
    return {
        waiting: {count: 2, longest: 65},
        ringing: {count: 1, longest: 5},
        talking: {count: 0, longest: null},
        queues: [
            {
                name: "800",
                waiting: {count: 2, longest: 65},
                ringing: {count: 1, longest: 5},
                talking: {count: 0, longest: null},
            },
        ],
        aside: [],
        agents: [
            {user_id: 5, name: "Lan", state: "ringing", seconds: 5, is_silent: false},
            {
                user_id: 6,
                name: "Minh",
                state: "no_call",
                seconds: null,
                is_silent: false,
            },
        ],
        silent: [],
        is_silent: false,
        is_team: false,
        ...values,
    };
}

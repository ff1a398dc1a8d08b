import {registry} from "@web/core/registry";

const row = (text) => `.o_data_row:contains('${text}')`;
const audio = () => document.querySelector(".o_callcenter_recording audio");

/**
 * A step that waits until the audio is as `isSo` wants it.
 *
 * @param {string} content
 * @param {(audio: HTMLAudioElement) => boolean} isSo
 */
function audioStep(content, isSo) {
    return {
        content,
        trigger: ".o_callcenter_recording:has(audio)",
        async run() {
            for (let tries = 0; tries < 100 && !isSo(audio()); tries++) {
                await new Promise((resolve) => {
                    setTimeout(resolve, 50);
                });
            }
            if (!isSo(audio())) {
                throw new Error(`Not so: ${content}`);
            }
        },
    };
}

registry.category("web_tour.tours").add("callcenter_recording", {
    url: "/odoo/calls",
    steps: () => [
        {trigger: ".o_list_view .o_data_row"},
        {
            content: "Play in the list, the row stays closed",
            trigger: `${row("0987 650 001")} .o_callcenter_play`,
            run: "click",
        },
        audioStep("The exchange's audio plays", (el) => el.currentTime > 0.2),
        {
            content: "Its length is known",
            trigger: ".o_callcenter_seek[max='30']",
        },
        {trigger: ".o_callcenter_speed", run: "click"},
        audioStep("It plays faster", (el) => el.playbackRate === 1.25),
        {trigger: ".o_callcenter_seek", run: "range 20"},
        audioStep("It plays what comes later", (el) => el.currentTime > 20.1),
        {
            content: "Pause",
            trigger: ".o_callcenter_play:has(.fa-pause)",
            run: "click",
        },
        audioStep("It is silent", (el) => el.paused),
        {
            content: "A recording that is not there yet says so",
            trigger: `${row("0987 650 002")}:contains('Not there yet') .o_callcenter_play`,
            run: "click",
        },
        {
            content: "The reason is told",
            trigger: `${row("0987 650 002")}:contains('does not have the file yet')`,
        },
    ],
});

import {formatDuration} from "@callcenter/core/format_duration";
import {Component, onWillUnmount, status, useRef, useState} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {_t} from "@web/core/l10n/translation";
import {delay} from "@web/core/utils/concurrency";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

export const SPEEDS = [1, 1.25, 1.5, 2];
/** Keys that go on to the list or form around the player. */
const KEYS_OF_OTHERS = ["Tab", "Escape"];

/** So many times the server is asked again where it says that it can later. */
const MAX_TRIES = 3;
const MAX_COPY_TRIES = 30;

/** The audio that plays now: two at once are understood by nobody. */
let playing = null;

/**
 * Plays the recording of a call or leg. Nothing is loaded before play is pressed.
 *
 * The field is `recording_player` of the Python mixin `callcenter.recorded`.
 */
export class RecordingPlayer extends Component {
    static template = "callcenter.RecordingPlayer";
    static props = {...standardFieldProps, canDelete: {type: Boolean, optional: true}};

    setup() {
        this.dialog = useService("dialog");
        this.orm = useService("orm");
        this.audioRef = useRef("audio");
        this.state = useState({
            isOpen: false,
            isLoading: false,
            isPlaying: false,
            position: 0,
            duration: 0,
            speed: 1,
            error: "",
            isPreparing: false,
        });
        this.tries = 0;
        onWillUnmount(() => {
            this.audioRef.el?.pause();
            browser.clearTimeout(this.timer);
        });
    }

    get player() {
        return this.props.record.data[this.props.name];
    }

    /** Also deleted, or taken away by a rule, while it is open. */
    get isOpen() {
        return this.state.isOpen && this.player.can_play;
    }

    get text() {
        return this.state.error || (!this.isOpen && this.player.text);
    }

    get icon() {
        if (this.state.isLoading) {
            return "fa-spinner fa-spin";
        }
        return this.state.isPlaying ? "fa-pause" : "fa-play";
    }

    get playText() {
        return this.state.isPlaying ? _t("Pause") : _t("Play");
    }

    get positionText() {
        return formatDuration(this.state.position);
    }

    get durationText() {
        return formatDuration(this.state.duration || false);
    }

    get seekText() {
        return _t("%(position)s of %(duration)s", {
            position: this.positionText,
            duration: this.durationText,
        });
    }

    get speedText() {
        return `${this.state.speed}×`;
    }

    onClickPlay() {
        if (!this.state.isOpen) {
            this.tries = 0;
            this.open();
        } else if (this.state.isPlaying) {
            this.audioRef.el.pause();
        } else {
            this.audioRef.el.play();
        }
    }

    /** The audio starts by itself as soon as it is in the page. */
    open() {
        browser.clearTimeout(this.timer);
        Object.assign(this.state, {isOpen: true, isLoading: true, error: ""});
    }

    onPlay() {
        if (playing !== this.audioRef.el) {
            playing?.pause();
            playing = this.audioRef.el;
        }
        this.audioRef.el.playbackRate = this.state.speed;
        this.state.isPlaying = true;
    }

    onPause() {
        this.state.isPlaying = false;
    }

    onTimes() {
        const {currentTime, duration} = this.audioRef.el;
        this.state.isLoading = false;
        this.state.position = currentTime;
        // A stream whose end is not known yet is endless to the browser
        this.state.duration = Number.isFinite(duration) ? duration : 0;
    }

    onSeek(ev) {
        this.state.position = Number(ev.target.value);
        this.audioRef.el.currentTime = this.state.position;
    }

    onClickSpeed() {
        const next = (SPEEDS.indexOf(this.state.speed) + 1) % SPEEDS.length;
        this.state.speed = SPEEDS[next];
        this.audioRef.el.playbackRate = this.state.speed;
    }

    onKeydown(ev) {
        if (!KEYS_OF_OTHERS.includes(ev.key)) {
            ev.stopPropagation();
        }
    }

    async onError() {
        const position = this.state.position;
        Object.assign(this.state, {isOpen: false, isLoading: false, isPlaying: false});
        const answer = await this.ask("", {Range: "bytes=0-0"});
        this.state.error = answer.message || _t("It cannot be played.");
        // By now it is there again, or will be
        const seconds = answer.isReady ? 1 : answer.seconds;
        if (seconds && this.tries < MAX_TRIES && status(this) !== "destroyed") {
            this.tries += 1;
            this.resumeAt = position;
            this.timer = browser.setTimeout(() => this.open(), seconds * 1000);
        }
    }

    /** After a pause that the server asked for it goes on where it was. */
    onMetadata() {
        if (this.resumeAt) {
            this.audioRef.el.currentTime = this.resumeAt;
        }
        this.resumeAt = 0;
        this.onTimes();
    }

    /** The file is brought to Odoo first, in steps; only then the browser takes it. */
    async onClickDownload() {
        Object.assign(this.state, {isPreparing: true, error: ""});
        const query = "?download=1";
        for (let tries = 0; tries < MAX_COPY_TRIES; tries++) {
            const {isReady, message, seconds} = await this.ask(`${query}&prepare=1`);
            if (status(this) === "destroyed") {
                return;
            }
            this.state.error = message;
            if (isReady) {
                this.save(this.player.url + query);
            }
            if (!seconds) {
                break;
            }
            await delay(seconds * 1000);
        }
        this.state.isPreparing = false;
    }

    /** A link that is refused fails as a download; the page stays what it is. */
    save(href) {
        Object.assign(document.createElement("a"), {href, download: ""}).click();
    }

    /**
     * Ask the server about the recording: the audio element tells no reason, but it does.
     *
     * @returns `isReady`, or why not in words, and after how many `seconds` to ask again,
     *  where that helps
     */
    async ask(query, headers = {}) {
        try {
            const response = await browser.fetch(this.player.url + query, {headers});
            if (response.ok) {
                return {isReady: true, message: ""};
            }
            const seconds = Number(response.headers.get("Retry-After"));
            return {isReady: false, seconds, message: (await response.json()).message};
        } catch {
            return {isReady: false, message: _t("It cannot be played.")};
        }
    }

    onClickDelete() {
        this.dialog.add(ConfirmationDialog, {
            title: _t("Delete this recording?"),
            body: _t(
                "Its audio is deleted from Odoo for good, and the call says who did." +
                    " What the exchange has stays there."
            ),
            confirmLabel: _t("Delete"),
            confirm: async () => {
                const ids = [this.player.id];
                await this.orm.call("callcenter.recording", "action_delete", [ids]);
                await this.props.record.model.load();
            },
            cancel: () => {},
        });
    }
}

export const recordingPlayer = {
    component: RecordingPlayer,
    displayName: _t("Recording (call)"),
    supportedTypes: ["json"],
    supportedOptions: [
        {
            label: _t("Managers may delete the recording here"),
            name: "can_delete",
            type: "boolean",
        },
    ],
    extractProps: ({options}) => ({canDelete: options.can_delete}),
};

registry.category("fields").add("callcenter_recording", recordingPlayer);

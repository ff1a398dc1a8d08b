import {formatDuration} from "@callcenter/core/format_duration";
import {Component, onWillUnmount, useRef, useState} from "@odoo/owl";
import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

export const SPEEDS = [1, 1.25, 1.5, 2];
/** Keys that go on to the list or form around the player. */
const KEYS_OF_OTHERS = ["Tab", "Escape"];

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
        });
        onWillUnmount(() => this.audioRef.el?.pause());
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
            // The audio starts by itself as soon as it is in the page
            Object.assign(this.state, {isOpen: true, isLoading: true, error: ""});
        } else if (this.state.isPlaying) {
            this.audioRef.el.pause();
        } else {
            this.audioRef.el.play();
        }
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
        Object.assign(this.state, {isOpen: false, isLoading: false, isPlaying: false});
        this.state.error = await this.askWhy();
    }

    /** The audio element tells no reason, but the server does. */
    async askWhy() {
        try {
            const headers = {Range: "bytes=0-0"};
            const response = await fetch(this.player.url, {headers});
            return (await response.json()).message;
        } catch {
            return _t("It cannot be played.");
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

/**
 * The ringtones: tones as [start, length, hertz], in seconds, played every `period`.
 */
const RINGTONES = {
    bell: {
        period: 3,
        shape: "triangle",
        loudness: 0.25,
        tones: [
            [0, 0.35, 784],
            [0.2, 0.35, 988],
            [0.4, 0.6, 1175],
        ],
    },
    soft: {
        period: 4,
        shape: "sine",
        loudness: 0.12,
        tones: [
            [0, 0.9, 523],
            [0.5, 1.1, 659],
        ],
    },
};

/**
 * Play a ringtone once.
 *
 * @param {AudioContext} audio
 * @param {"bell"|"soft"} name
 * @returns {number} seconds after which it is to be played again
 */
export function playRingtone(audio, name) {
    const {period, shape, loudness, tones} = RINGTONES[name];
    for (const [start, length, hertz] of tones) {
        const from = audio.currentTime + start;
        const volume = new GainNode(audio, {gain: 0});
        // Soft at both ends, or one hears it click.
        volume.gain.linearRampToValueAtTime(0, from);
        volume.gain.linearRampToValueAtTime(loudness, from + 0.02);
        volume.gain.exponentialRampToValueAtTime(0.001, from + length);
        const tone = new OscillatorNode(audio, {type: shape, frequency: hertz});
        tone.connect(volume).connect(audio.destination);
        tone.start(from);
        tone.stop(from + length);
    }
    return period;
}

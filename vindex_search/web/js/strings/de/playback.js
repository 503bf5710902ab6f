// What is said of a preview and of a waveform, in German.

export const PLAYBACK = Object.freeze({
  "Preview, {height} lines: browsers do not play the original.": "Vorschau mit {height} Zeilen: Browser spielen das Original nicht ab.",
  "Browsers do not play the original: this is a copy of its sound.": "Browser spielen das Original nicht ab: dies ist eine Kopie seines Tons.",
  "Its colours are of high dynamic range.": "Ihre Farben haben hohen Dynamikumfang.",
  "Download the original": "Original herunterladen",
  "Waveform: position in the recording": "Wellenform: Stelle in der Aufnahme",
});

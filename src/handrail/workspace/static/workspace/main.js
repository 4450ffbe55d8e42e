import "../handrail/js/live-stream.js";
import "../handrail/js/relative-time.js";
import "../handrail/js/autosave-draft.js";
import "./keyboard-keys.js";
import "./queue-list.js";
import "./open-sheet.js";
import "./talk-log.js";
import "./trouble-line.js";

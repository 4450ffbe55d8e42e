import "../handrail/js/relative-time.js";

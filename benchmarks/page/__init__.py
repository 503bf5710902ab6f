"""How light the page is in Chromium: time to show, long tasks, frames while scrolling, layout shifts."""

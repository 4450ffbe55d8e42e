/* <open-sheet><form>…</form></open-sheet>

   A form that has just come into the page: drawers close, and its first field has the focus. */

class OpenSheet extends HTMLElement {
  connectedCallback() {
    window.dispatchEvent(new Event("sheet-open"))
    for (const drawer of document.querySelectorAll("[popover]:popover-open")) drawer.hidePopover()
    this.querySelector("select, textarea, input:not([type=hidden])")?.focus()
  }
}

customElements.define("open-sheet", OpenSheet)

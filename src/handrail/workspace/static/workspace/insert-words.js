/* <insert-words label="Insert it"><form>… <code data-insert>words</code> …</form></insert-words>

   Each line of words gets a button that puts it into the text, where the cursor was last. */

class InsertWords extends HTMLElement {
  connectedCallback() {
    this.addEventListener("focusin", ({ target }) => { if (target.matches("textarea")) this.last = target })
    for (const code of this.querySelectorAll("[data-insert]")) code.after(" ", this.button(code.textContent))
  }

  button(words) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: this.getAttribute("label") })
    button.addEventListener("click", () => this.insert(words))
    return button
  }

  insert(words) {
    const area = this.last ?? this.querySelector("textarea[name=resolution]")
    area.focus()
    area.setRangeText(words, area.selectionStart, area.selectionEnd, "end")
    area.dispatchEvent(new Event("input", { bubbles: true }))
  }
}

customElements.define("insert-words", InsertWords)

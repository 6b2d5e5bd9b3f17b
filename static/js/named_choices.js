// The admin's fields for choosing a record (Select2) say to a screen reader what they are for: the name of their label.
"use strict";

(() => {
    const nameOf = select => {
        const label = select.labels[0];
        return select.getAttribute("aria-label") || (label ? label.textContent.trim().replace(/:$/, "") : "");
    };

    const nameAll = root => {
        for (const choice of root.querySelectorAll("select.select2-hidden-accessible + .select2-container")) {
            const name = nameOf(choice.previousElementSibling);
            for (const part of choice.querySelectorAll("[role=combobox], [role=textbox]")) {
                if (!name || part.dataset.named) continue;
                part.dataset.named = "yes";
                part.setAttribute("aria-label", name);
                if (part.getAttribute("role") === "combobox") {
                    part.id = part.id || `${part.getAttribute("aria-labelledby")}-choice`;
                    part.setAttribute("aria-labelledby", `${part.id} ${part.getAttribute("aria-labelledby")}`);
                }
            }
        }
        for (const search of root.querySelectorAll(".select2-search__field:not([aria-label])")) {
            const open = document.querySelector(".select2-container--open");
            search.setAttribute("aria-label", open ? nameOf(open.previousElementSibling) : "");
        }
    };

    document.addEventListener("DOMContentLoaded", () => {
        nameAll(document);
        new MutationObserver(() => nameAll(document)).observe(document.body, { childList: true, subtree: true });
    });
})();

(function () {
  var root = document.documentElement;
  root.classList.add("js");
  var button = document.getElementById("theme");
  button.addEventListener("click", function () {
    var dark = matchMedia("(prefers-color-scheme: dark)").matches;
    var now = root.dataset.t || (dark ? "d" : "l");
    root.dataset.t = now === "d" ? "l" : "d";
  });
  var table = document.getElementById("numbers");
  if (table) {
    var words = document.getElementById("q-words");
    var support = document.getElementById("q-support");
    var value = document.getElementById("q-value");
    var count = document.getElementById("q-count");
    var rows = Array.prototype.slice.call(table.tBodies[0].rows);
    var texts = rows.map(function (row) { return row.textContent.toLowerCase(); });
    var filter = function () {
      var wanted = words.value.toLowerCase().split(/\s+/), shown = 0;
      rows.forEach(function (row, place) {
        var fits = (!support.value || row.dataset.s === support.value) &&
          (!value.value || row.dataset.v === value.value) &&
          wanted.every(function (word) { return texts[place].indexOf(word) >= 0; });
        row.hidden = !fits;
        shown += fits ? 1 : 0;
      });
      count.textContent = shown + " of " + rows.length;
    };
    [words, support, value].forEach(function (field) { field.addEventListener("input", filter); });
    filter();
  }
  var view = document.getElementById("view");
  if (view) {
    view.addEventListener("input", function () {
      document.querySelectorAll(".card [data-view]").forEach(function (who) {
        who.classList.toggle("off", Boolean(view.value) && who.dataset.view !== view.value);
      });
      document.querySelectorAll(".card").forEach(function (card) {
        card.hidden = Boolean(view.value) && !card.querySelector('[data-view="' + view.value + '"]');
      });
    });
  }
  document.querySelectorAll(".pick").forEach(function (pick) {
    pick.addEventListener("change", function (event) {
      pick.parentNode.querySelectorAll("[data-theory]").forEach(function (panel) {
        panel.hidden = Boolean(event.target.value) && panel.dataset.theory !== event.target.value;
      });
    });
  });
  document.addEventListener("click", function (event) {
    var link = event.target.closest ? event.target.closest('a[href^="#"]') : null;
    var aim = link && document.getElementById(link.getAttribute("href").slice(1));
    var fold = aim && aim.closest("details");
    if (fold) { fold.open = true; }
  });
})();

"use strict";
// Leads on from an old address, with the anchor that the reader asked for.
(function () {
  var to = document.currentScript.getAttribute("data-to");
  location.replace(to.indexOf("#") < 0 ? to + location.hash : to);
})();

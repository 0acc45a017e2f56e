"use strict";
// Tells the page that opened this window; the provider may have cut the tie to it, hence both ways.
new BroadcastChannel("sign-in").postMessage("done");
if (window.opener) window.opener.postMessage({ signIn: "done" }, window.location.origin);
window.close();

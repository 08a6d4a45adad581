"use strict";

// Changes need the token of the session; it is in the page's cookie.
function csrfToken() {
  const match = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/);
  return match ? match[1] : "";
}

SwaggerUIBundle({
  dom_id: "#docs",
  url: document.getElementById("docs").dataset.schema,
  deepLinking: true,
  requestInterceptor: (request) => {
    if (!["GET", "HEAD", "OPTIONS"].includes(request.method || "GET")) {
      request.headers["X-CSRFToken"] = csrfToken();
    }
    return request;
  },
});

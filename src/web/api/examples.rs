//! How each endpoint is asked from a shell, from Python and from R.

use super::endpoints::{Endpoint, Gives, Param, Place};

/// An endpoint's examples. The address of the site, the token and the campaign are variables of the
/// environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examples {
    /// With curl.
    pub curl: String,
    /// With Python's standard library.
    pub python: String,
    /// With R.
    pub r: String,
}

impl Examples {
    /// The examples of an endpoint.
    #[must_use]
    pub fn of(own: &Endpoint) -> Self {
        let is_paged = own.params.iter().any(|param: &Param| param.place == Place::Query);
        let query = if is_paged { "?limit=1000" } else { "" };
        let path = own.path.replace("{id}", "1").replace("{n}", "1");
        let shell = path.replace("{slug}", "$CAMPAIGN");
        let curl = format!(
            "curl -fsS -H \"Authorization: Bearer $AFTERMATH_TOKEN\" \"$AFTERMATH{shell}{query}\""
        );
        let path = format!("{path}{query}");
        let (python, r) = match own.gives {
            Gives::One => (python_one(&path), r_one(&path)),
            Gives::Pages => (python_pages(&path), r_pages(&path)),
        };
        Self { curl, python, r }
    }
}

const PYTHON: &str = "import json, os
from urllib.request import Request, urlopen

site, campaign = os.environ[\"AFTERMATH\"], os.environ[\"CAMPAIGN\"]
headers = {\"Authorization\": \"Bearer \" + os.environ[\"AFTERMATH_TOKEN\"]}
";

fn python_path(path: &str) -> String {
    if path.contains("{slug}") {
        format!("path = f\"{}\"", path.replace("{slug}", "{campaign}"))
    } else {
        format!("path = \"{path}\"")
    }
}

fn python_pages(path: &str) -> String {
    let path = python_path(path);
    format!(
        "{PYTHON}{path}
rows = []
while path:
    with urlopen(Request(site + path, headers=headers)) as answer:
        page = json.load(answer)
    rows += page[\"items\"]
    path = page[\"next\"]
print(len(rows), \"rows\")"
    )
}

fn python_one(path: &str) -> String {
    let path = python_path(path);
    format!(
        "{PYTHON}{path}
with urlopen(Request(site + path, headers=headers)) as answer:
    print(json.dumps(json.load(answer), indent=2))"
    )
}

const R: &str = "library(httr2)
ask <- function(path) {
  request(paste0(Sys.getenv(\"AFTERMATH\"), path)) |>
    req_auth_bearer_token(Sys.getenv(\"AFTERMATH_TOKEN\")) |>
    req_perform() |>
    resp_body_json()
}
";

fn r_path(path: &str) -> String {
    match path.split_once("{slug}") {
        Some((before, after)) => {
            format!("paste0(\"{before}\", Sys.getenv(\"CAMPAIGN\"), \"{after}\")")
        }
        None => format!("\"{path}\""),
    }
}

fn r_pages(path: &str) -> String {
    let path = r_path(path);
    format!(
        "{R}path <- {path}
rows <- list()
while (!is.null(path)) {{
  page <- ask(path)
  rows <- c(rows, page$items)
  path <- page[[\"next\"]]
}}
length(rows)"
    )
}

fn r_one(path: &str) -> String {
    let path = r_path(path);
    format!("{R}str(ask({path}))")
}

//! The scripts of action.yml and of the release: what one packs the other installs, and nothing that was changed since.
//! Only on Unix, as the scripts need its tools.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_yaml::Value;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A release in a folder, served from the disk.
struct Release {
    top: tempfile::TempDir,
}

impl Release {
    /// Packs a program that says its version, for these machines.
    fn of(targets: &[&str]) -> Self {
        let release = Self { top: tempfile::tempdir().unwrap() };
        let program = release.at("postil");
        fs::write(&program, format!("#!/bin/sh\necho postil {VERSION}\n")).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        fs::create_dir_all(release.folder()).unwrap();
        for target in targets {
            let packed = release.package(&["pack", target, &program.display().to_string()]);
            assert!(packed.status.success(), "{}", String::from_utf8_lossy(&packed.stderr));
        }
        // The names of archives of the other kind: one that is asked for is there.
        fs::write(release.folder().join(format!("postil-{VERSION}-x86_64-pc-windows-msvc.zip")), "a stand-in").unwrap();
        assert!(release.package(&["sums"]).status.success());
        release
    }

    fn at(&self, path: &str) -> PathBuf {
        self.top.path().join(path)
    }

    fn folder(&self) -> PathBuf {
        self.at(&format!("releases/v{VERSION}"))
    }

    fn package(&self, args: &[&str]) -> Output {
        Command::new(script("package.sh")).args(args).current_dir(self.folder()).output().unwrap()
    }

    /// Installs, with more variables.
    fn install(&self, variables: &[(&str, &str)]) -> Output {
        let mut command = Command::new(script("install.sh"));
        for name in ["POSTIL_VERSION", "POSTIL_REPOSITORY", "POSTIL_RELEASES", "POSTIL_DIR", "POSTIL_TARGET"] {
            command.env_remove(name);
        }
        command.env("POSTIL_RELEASES", format!("file://{}", self.at("releases").display()));
        command.env("RUNNER_TEMP", self.at("temp")).env("GITHUB_PATH", self.at("path"));
        command.env("GITHUB_OUTPUT", self.at("output"));
        command.envs(variables.iter().copied()).output().unwrap()
    }

    /// Holds that nothing is installed, and returns what was said.
    #[track_caller]
    fn refused(&self, variables: &[(&str, &str)]) -> String {
        let output = self.install(variables);
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(1) && told.contains("::error title=Postil::"), "{told}");
        assert!(!self.at("temp").exists() && !self.at("path").exists(), "something was installed");
        told
    }
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(".github").join(name)
}

fn yaml(path: &str) -> Value {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    serde_yaml::from_str(&text).unwrap()
}

/// What a publication's workflow says, as its host reads it.
fn workflow_of(folder: &str) -> Value {
    let top = tempfile::tempdir().unwrap();
    fs::create_dir(top.path().join(".git")).unwrap();
    let init =
        Command::new(env!("CARGO_BIN_EXE_postil")).args(["init", folder]).current_dir(top.path()).output().unwrap();
    assert!(init.status.success(), "{}", String::from_utf8_lossy(&init.stderr));
    let text = fs::read_to_string(top.path().join(".github/workflows/pages.yml")).unwrap();
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

#[test]
fn a_publication_s_workflow_checks_pull_requests_and_deploys_main() {
    let held = workflow_of(".");
    assert!(held["on"].as_mapping().unwrap().contains_key("pull_request"));
    assert_eq!(held["on"]["push"]["branches"][0], "main");
    assert_eq!(held["permissions"]["contents"], "read");
    let (check, deploy) = (&held["jobs"]["check"], &held["jobs"]["deploy"]);
    assert!(check.get("if").is_none() && check.get("permissions").is_none());
    assert_eq!(check["steps"][1]["with"]["command"], "check");
    assert_eq!(check["steps"][1]["with"]["root"], ".");
    assert!(deploy["if"].as_str().unwrap().contains("github.ref == 'refs/heads/main'"));
    assert_eq!(deploy["needs"], "check");
    assert_eq!(
        (&deploy["permissions"]["pages"], &deploy["permissions"]["id-token"]),
        (&"write".into(), &"write".into())
    );
    assert_eq!(deploy["concurrency"]["cancel-in-progress"], false);
    let steps = deploy["steps"].as_sequence().unwrap();
    let names: Vec<_> = steps.iter().map(|step| step["uses"].as_str().unwrap().split('@').next().unwrap()).collect();
    let own = check["steps"][1]["uses"].as_str().unwrap().split('@').next().unwrap();
    let pages = ["actions/configure-pages", "actions/upload-pages-artifact", "actions/deploy-pages"];
    assert_eq!(names, [&["actions/checkout", own], pages.as_slice()].concat());
    assert_eq!(steps[3]["with"]["path"], "${{ steps.postil.outputs.site }}");
}

#[test]
fn a_folder_of_a_repository_is_named_whatever_it_is_called() {
    let held = workflow_of("books/one: \"a\" # b");
    for job in ["check", "deploy"] {
        assert_eq!(held["jobs"][job]["steps"][1]["with"]["root"], "books/one: \"a\" # b", "{job}");
    }
}

const LINUX: &str = "x86_64-unknown-linux-musl";

#[test]
fn what_was_released_is_installed() {
    let release = Release::of(&[LINUX]);
    let output = release.install(&[("POSTIL_TARGET", LINUX)]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let folder = release.at(&format!("temp/postil-{VERSION}"));
    assert_eq!(fs::read_to_string(release.at("path")).unwrap(), format!("{}\n", folder.display()));
    assert_eq!(fs::read_to_string(release.at("output")).unwrap(), format!("version=postil {VERSION}\n"));
    let said = Command::new(folder.join("postil")).output().unwrap();
    assert_eq!(String::from_utf8(said.stdout).unwrap(), format!("postil {VERSION}\n"));
    // With a version that is named, as its tag is, too.
    let named = release.install(&[("POSTIL_TARGET", LINUX), ("POSTIL_VERSION", &format!("v{VERSION}"))]);
    assert!(named.status.success());
}

#[test]
fn what_is_not_what_was_released_is_not_installed() {
    let release = Release::of(&[LINUX]);
    let archive = release.folder().join(format!("postil-{VERSION}-{LINUX}.tar.gz"));
    let sums = release.folder().join("SHA256SUMS");
    let held = fs::read_to_string(&sums).unwrap();
    let whole = fs::read(&archive).unwrap();
    fs::write(&archive, [whole.as_slice(), b"x"].concat()).unwrap();
    let told = release.refused(&[("POSTIL_TARGET", LINUX)]);
    assert!(told.contains("is not what was released") && told.contains("SHA-256"), "{told}");
    fs::write(&archive, &whole).unwrap();
    fs::write(&sums, held.replace(LINUX, "another")).unwrap();
    assert!(release.refused(&[("POSTIL_TARGET", LINUX)]).contains("does not name"));
    fs::write(&sums, held).unwrap();
    assert!(release.refused(&[("POSTIL_TARGET", "x86_64-apple-darwin")]).contains("has no postil-"));
    assert!(release.refused(&[("POSTIL_TARGET", LINUX), ("POSTIL_VERSION", "9.9.9")]).contains("v9.9.9 has no"));
    assert!(release.refused(&[("POSTIL_VERSION", "../x")]).contains("is not a version"));
    for (name, told) in
        [("", "it is not known where"), ("a/b/c", "is not a repository"), ("a/b?x", "is not a repository")]
    {
        let said = release.refused(&[("POSTIL_RELEASES", ""), ("POSTIL_REPOSITORY", name)]);
        assert!(said.contains(told), "{said}");
    }
}

#[test]
fn a_release_holds_what_the_installer_asks_for() {
    let held = yaml(".github/workflows/release.yml");
    let matrix = held["jobs"]["build"]["strategy"]["matrix"]["include"].as_sequence().unwrap();
    let made: Vec<_> = matrix.iter().map(|entry| entry["target"].as_str().unwrap()).collect();
    let installer = fs::read_to_string(script("install.sh")).unwrap();
    let asked = installer.lines().filter_map(|line| line.split_once(") echo ")?.1.strip_suffix(" ;;"));
    assert_eq!(asked.collect::<Vec<_>>(), made);
    assert_eq!(held["on"]["push"]["tags"][0], "v*");
    assert_eq!(held["permissions"]["contents"], "read");
    assert_eq!(held["jobs"]["release"]["permissions"]["contents"], "write");
    let release = Release::of(&[LINUX]);
    assert!(release.package(&["version", &format!("v{VERSION}")]).status.success());
    assert!(!release.package(&["version", "v9.9.9"]).status.success());
}

#[test]
fn the_action_hands_its_inputs_to_the_scripts_alone() {
    let held = yaml("action.yml");
    assert_eq!(held["runs"]["using"], "composite");
    let steps = held["runs"]["steps"].as_sequence().unwrap();
    let runs: Vec<_> = steps.iter().map(|step| step["run"].as_str().unwrap()).collect();
    for (run, name) in runs.iter().zip(["install.sh", "run.sh"]) {
        // What a workflow gives never becomes part of a script.
        assert_eq!(*run, format!("\"$POSTIL_ACTION/.github/{name}\""));
        assert!(fs::metadata(script(name)).unwrap().permissions().mode() & 0o111 != 0, "{name} can be run");
    }
    let given: Vec<_> = held["inputs"].as_mapping().unwrap().keys().map(|key| key.as_str().unwrap()).collect();
    assert_eq!(given, ["version", "command", "root", "strict"]);
    for name in given {
        let used = format!("${{{{ inputs.{name} }}}}");
        let is_used = |step: &Value| step["env"].as_mapping().unwrap().values().any(|value| *value == used.as_str());
        assert!(steps.iter().any(is_used), "{name}");
    }
}

/// Runs the second step of the action in a folder.
fn run(folder: &Path, variables: &[(&str, &str)]) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_postil")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let mut command = Command::new(script("run.sh"));
    command
        .current_dir(folder)
        .env("PATH", path)
        .env("RUNNER_TEMP", folder)
        .env("GITHUB_OUTPUT", folder.join("output"));
    command.env("GITHUB_WORKSPACE", folder).envs(variables.iter().copied()).output().unwrap()
}

#[test]
fn the_action_checks_and_builds() {
    let top = tempfile::tempdir().unwrap();
    let at = top.path();
    let made = Command::new(env!("CARGO_BIN_EXE_postil")).args(["init", "books/one"]).current_dir(at).output().unwrap();
    assert!(made.status.success());
    let root = ("POSTIL_ROOT", "books/one");
    let built = run(at, &[root, ("POSTIL_COMMAND", "build"), ("POSTIL_STRICT", "true")]);
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let output = fs::read_to_string(at.join("output")).unwrap();
    let site = output.trim_end().strip_prefix("site=").unwrap();
    assert!(Path::new(site).join("index.html").exists());
    assert!(run(at, &[root, ("POSTIL_COMMAND", "check")]).status.success());
    let notes = at.join("books/one/content/gettysburg-address/commentary/notes.md");
    let held = fs::read_to_string(&notes).unwrap();
    fs::write(&notes, held.replace("> all men are", "> all women are")).unwrap();
    let faulty = run(at, &[root, ("POSTIL_COMMAND", "check"), ("POSTIL_STRICT", "true")]);
    let said = String::from_utf8(faulty.stdout).unwrap();
    assert_eq!(faulty.status.code(), Some(1), "{said}");
    // An annotation stands beside its line only when the path begins at the top of the repository.
    assert!(said.contains(" file=books/one/content/gettysburg-address/commentary/notes.md,line=13,"), "{said}");
    for wrong in [("POSTIL_COMMAND", "publish"), ("POSTIL_STRICT", "yes")] {
        assert!(!run(at, &[root, wrong]).status.success());
    }
}

#[test]
fn the_scripts_are_sound() {
    let Ok(output) = Command::new("shellcheck").args(["install.sh", "run.sh", "package.sh"].map(script)).output()
    else {
        // Without shellcheck at least the shell itself reads them; test.sh installs it.
        for name in ["install.sh", "run.sh", "package.sh"] {
            assert!(Command::new("bash").arg("-n").arg(script(name)).status().unwrap().success(), "{name}");
        }
        return;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

//! nginx with the files of a folder, once without and once with `sendfile`.

use std::fs;
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use crate::{cluster, shell};

/// A running nginx, which stops when the value is dropped.
pub struct Nginx {
    child: Child,
    /// The port on which it reads and writes.
    pub without_sendfile: u16,
    /// The port on which the kernel copies.
    pub with_sendfile: u16,
}

impl Nginx {
    /// Starts it with its own configuration, in the folder.
    pub fn start(folder: &Path) -> Result<Nginx> {
        let (without_sendfile, with_sendfile) = (cluster::free_port()?, cluster::free_port()?);
        let config = folder.join("nginx.conf");
        fs::write(&config, configuration(folder, without_sendfile, with_sendfile))?;
        let mut command = shell::program("nginx");
        command.arg("-p").arg(folder).arg("-c").arg(&config).arg("-e").arg(folder.join("nginx.log"));
        let child = command.stdout(Stdio::null()).spawn().context("cannot start nginx")?;
        let mut nginx = Nginx { child, without_sendfile, with_sendfile };
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", with_sendfile)).is_err() {
            let ended = nginx.child.try_wait()?;
            ensure!(ended.is_none() && started.elapsed() < Duration::from_secs(10), "nginx did not start");
            thread::sleep(Duration::from_millis(10));
        }
        Ok(nginx)
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Both fail only if the process has already ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One process that serves and is the one that is killed.
fn configuration(folder: &Path, off: u16, on: u16) -> String {
    let folder = folder.display();
    let server = |port: u16, sendfile: &str| {
        format!("server {{ listen 127.0.0.1:{port}; root {folder}; sendfile {sendfile}; }}\n")
    };
    format!(
        "daemon off;\nmaster_process off;\npid {folder}/nginx.pid;\nevents {{}}\n\
         http {{\naccess_log off;\ntcp_nopush on;\nkeepalive_requests 100000;\n\
         client_body_temp_path {folder}/body;\nproxy_temp_path {folder}/proxy;\nfastcgi_temp_path {folder}/fastcgi;\n\
         uwsgi_temp_path {folder}/uwsgi;\nscgi_temp_path {folder}/scgi;\n{}{}}}\n",
        server(off, "off"),
        server(on, "on")
    )
}

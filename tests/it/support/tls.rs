//! TLS in front of a gateway, as a proxy does it where it is really used: `WebKit` keeps no secure
//! cookie that comes by plain http, not even from this machine.

use std::sync::Arc;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;

/// Listens for `localhost` by TLS and hands on what comes to a port, until the test ends. Where it
/// listens.
pub(crate) async fn before(port: u16) -> u16 {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key.into())
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let own = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let accepting = acceptor.accept(stream);
            tokio::spawn(async move {
                // A browser may open a connection that it then does not use.
                let Ok(mut outside) = accepting.await else {
                    return;
                };
                let mut inside = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
                let _ended = copy_bidirectional(&mut outside, &mut inside).await;
            });
        }
    });
    own
}

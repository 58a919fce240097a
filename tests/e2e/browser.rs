//! What a newcomer does in the first minute, in a real browser with a real camera path.

use attune_tests::{Attune, Browser, PASSWORD};
use fantoccini::Locator;

async fn register(browser: &Browser, base: &str, username: &str) {
    register_at(browser, &format!("{base}/#/register"), username).await;
}

async fn register_at(browser: &Browser, link: &str, username: &str) {
    browser.page.goto(link).await.unwrap();
    for (field, text) in [
        ("username", username.to_owned()),
        ("email", format!("{username}@example.org")),
        ("password", PASSWORD.to_owned()),
    ] {
        browser.type_into("register-form", field, &text).await;
    }
    submit(browser, "register-form").await;
    browser.find("start-detection").await;
}

async fn submit(browser: &Browser, form: &str) {
    let button = browser.find(form).await;
    let button = button.find(Locator::Css("button[type='submit']")).await;
    button.unwrap().click().await.unwrap();
}

#[tokio::test]
async fn a_newcomer_sees_their_mood_and_songs_for_it() {
    let Some(browser) = Browser::open("portrait.jpg").await else {
        return;
    };
    let attune = Attune::start().await;
    register(&browser, &attune.base, "ada").await;

    browser.click("start-detection").await;
    browser.find("consent-dialog").await;
    browser.click("consent-agree").await;

    browser.until_text("mood-label", "Happy").await;
    let song = browser.find("song-item").await;
    assert!(!song.text().await.unwrap().is_empty());
    browser.click("song-play").await;
    let title = browser
        .page
        .find(Locator::Css("[data-testid='song-item']"))
        .await
        .unwrap();
    assert!(!title.text().await.unwrap().is_empty());
    browser.find("player-play").await;
    browser.click("stop-detection").await;

    browser.click("nav-profile").await;
    browser.until_text("mood-history", "Happy").await;
    browser.close().await;
}

#[tokio::test]
async fn the_player_shows_its_queue_and_a_skip_can_be_undone() {
    let Some(browser) = Browser::open("portrait.jpg").await else {
        return;
    };
    let attune = Attune::start().await;
    register(&browser, &attune.base, "ada").await;

    browser.click("tell-happy").await;
    browser.click("song-play").await;
    let playing = browser.find("player-title").await.text().await.unwrap();
    browser.until_text("song-why", "Composed by Attune").await;
    browser.click("player-queue").await;
    let next = browser.find("queue-item").await.text().await.unwrap();
    assert!(!next.contains(&playing), "{next}");
    browser.click("player-queue").await;

    browser.click("player-next").await;
    browser
        .until_text("toasts", &format!("Skipped “{playing}”"))
        .await;
    browser.click("toast-undo").await;
    browser.until_text("player-title", &playing).await;

    // The player's bar lies over what is at the window's foot.
    let to_the_middle =
        "document.querySelector('[data-testid=tell-sad]').scrollIntoView({block: 'center'})";
    browser
        .page
        .execute(to_the_middle, Vec::new())
        .await
        .unwrap();
    browser.click("tell-sad").await;
    browser.click("player-queue").await;
    browser.until_text("queue-panel", "songs for sad").await;
    browser.until_text("player-title", &playing).await;

    browser.click("show-keys").await;
    browser
        .until_text("shortcuts-dialog", "Play or pause")
        .await;
    browser.close().await;
}

#[tokio::test]
async fn without_a_face_the_page_says_what_to_change() {
    let Some(browser) = Browser::open("no_face.jpg").await else {
        return;
    };
    let attune = Attune::start().await;
    register(&browser, &attune.base, "ada").await;
    browser.click("start-detection").await;
    browser.click("consent-agree").await;
    let hint = attune_tests::eventually("a hint appears", || async {
        let text = browser.find("hint").await.text().await.ok()?;
        (!text.is_empty()).then_some(text)
    })
    .await;
    assert!(!hint.is_empty());
    browser.close().await;
}

#[tokio::test]
async fn a_smile_is_refused_as_a_resting_face_in_words() {
    let Some(browser) = Browser::open("portrait.jpg").await else {
        return;
    };
    let attune = Attune::start().await;
    register(&browser, &attune.base, "ada").await;
    browser.click("nav-profile").await;
    browser.find("calibration").await;
    let to_the_middle =
        "document.querySelector('[data-testid=calibrate]').scrollIntoView({block: 'center'})";
    browser
        .page
        .execute(to_the_middle, Vec::new())
        .await
        .unwrap();
    browser.click("calibrate").await;
    browser.click("consent-agree").await;
    browser.click("calibrate-start").await;
    browser.until_text("calibration-error", "not at rest").await;
    browser.close().await;
}

#[tokio::test]
async fn the_assistant_answers_in_the_chat() {
    let Some(browser) = Browser::open("portrait.jpg").await else {
        return;
    };
    let attune = Attune::start().await;
    register(&browser, &attune.base, "ada").await;
    browser.click("nav-chat").await;
    browser.click("chat-conversation").await;
    browser
        .find("chat-input")
        .await
        .send_keys("I feel sad")
        .await
        .unwrap();
    browser.click("chat-send").await;
    browser.until_text("chat-messages", "I feel sad").await;
    attune_tests::eventually("the mood was told", || async {
        let login = serde_json::json!({"login": "ada", "password": PASSWORD});
        let session = attune.client().post("/auth/login", login).await.expect(200);
        let ada = attune
            .client()
            .with_token(session["access_token"].as_str()?);
        let moods = ada.get("/moods").await.expect(200);
        (moods["items"][0]["mood"] == "sad").then_some(())
    })
    .await;
    browser.close().await;
}

#[tokio::test]
async fn a_link_of_the_admin_lets_somebody_register() {
    let Some(browser) = Browser::open("portrait.jpg").await else {
        return;
    };
    let attune = Attune::start_with(|env| env.with("ATTUNE_SIGNUPS", "invite")).await;
    register(&browser, &attune.base, "ada").await;
    browser.click("nav-profile").await;
    browser.click("invite").await;
    let link = browser.find("invite-link").await.prop("value").await;
    let link = link.unwrap().unwrap();
    browser.click("nav-logout").await;
    browser.find("login-form").await;

    register_at(&browser, &link, "bob").await;
    browser.click("nav-profile").await;
    browser.find("export-data").await;
    let invite = Locator::Css("[data-testid='invite']");
    assert!(browser.page.find(invite).await.is_err(), "bob is no admin");
    browser.close().await;
}

#[tokio::test]
async fn the_admin_reads_reports_and_dismisses_them() {
    let Some(browser) = Browser::open("portrait.jpg").await else {
        return;
    };
    let attune = Attune::start().await;
    register(&browser, &attune.base, "ada").await;
    let (bob, eve) = (attune.person("bob").await, attune.person("eve").await);
    let rude = eve.say("bob", "something rude").await;
    let report = serde_json::json!({"message_id": rude["id"], "reason": "bad manners"});
    bob.post("/chat/report", report).await.expect(204);

    browser.click("nav-profile").await;
    browser.until_text("reports", "something rude").await;
    browser.until_text("reports", "bad manners").await;
    browser.click("dismiss-report").await;
    browser.until_text("reports", "No reports").await;
    browser.close().await;
}

import static java.nio.charset.StandardCharsets.UTF_8;

import com.dingtalk.api.DefaultDingTalkClient;
import com.dingtalk.api.request.OapiRobotSendRequest;
import com.dingtalk.api.response.OapiRobotSendResponse;
import com.taobao.api.ApiException;
import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A custom robot, by DingTalk's own SDK. Words of a call are plain ones: what DingTalk calls them, only the SDK knows. */
final class DingtalkRobot {
  record Link(String title, String url, String picture) {}

  record Alerts(List<String> mobiles, List<String> people, Boolean everybody) {}

  record Call(
      String api,
      String token,
      String secret,
      long timestamp,
      String kind,
      String title,
      String text,
      String orientation,
      Link button,
      List<Link> links,
      Alerts alerts) {}

  static Robots.Answer send(Call call) throws ApiException, GeneralSecurityException {
    OapiRobotSendResponse response = new DefaultDingTalkClient(addressOf(call)).execute(requestOf(call), call.token);
    return new Robots.Answer(response.isSuccess(), response.getErrcode(), response.getErrmsg());
  }

  /** As the page about robots' security settings computes it in Java; the SDK leaves it to its users. */
  static Map<String, String> signature(String secret, long timestamp) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
    String plain = Base64.getEncoder().encodeToString(mac.doFinal((timestamp + "\n" + secret).getBytes(UTF_8)));
    return Map.of("plain", plain, "encoded", URLEncoder.encode(plain, UTF_8));
  }

  private static String addressOf(Call call) throws GeneralSecurityException {
    String address = call.api + "/robot/send";
    if (call.secret == null) return address;
    return address + "?timestamp=" + call.timestamp + "&sign=" + signature(call.secret, call.timestamp).get("encoded");
  }

  private static OapiRobotSendRequest requestOf(Call call) {
    OapiRobotSendRequest request = new OapiRobotSendRequest();
    request.setMsgtype(call.kind);
    switch (call.kind) {
      case "text" -> request.setText(textOf(call));
      case "markdown" -> request.setMarkdown(markdownOf(call));
      case "link" -> request.setLink(linkOf(call));
      case "actionCard" -> request.setActionCard(cardOf(call));
      case "feedCard" -> request.setFeedCard(feedOf(call));
      default -> {} // a kind that there is none of
    }
    if (call.alerts != null) request.setAt(alertsOf(call.alerts));
    return request;
  }

  private static OapiRobotSendRequest.At alertsOf(Alerts alerts) {
    OapiRobotSendRequest.At at = new OapiRobotSendRequest.At();
    at.setAtMobiles(alerts.mobiles);
    at.setAtUserIds(alerts.people);
    at.setIsAtAll(alerts.everybody);
    return at;
  }

  private static OapiRobotSendRequest.Text textOf(Call call) {
    OapiRobotSendRequest.Text text = new OapiRobotSendRequest.Text();
    text.setContent(call.text);
    return text;
  }

  private static OapiRobotSendRequest.Markdown markdownOf(Call call) {
    OapiRobotSendRequest.Markdown markdown = new OapiRobotSendRequest.Markdown();
    markdown.setTitle(call.title);
    markdown.setText(call.text);
    return markdown;
  }

  private static OapiRobotSendRequest.Link linkOf(Call call) {
    OapiRobotSendRequest.Link link = new OapiRobotSendRequest.Link();
    link.setTitle(call.title);
    link.setText(call.text);
    link.setMessageUrl(call.button.url);
    link.setPicUrl(call.button.picture);
    return link;
  }

  private static OapiRobotSendRequest.Actioncard cardOf(Call call) {
    OapiRobotSendRequest.Actioncard card = new OapiRobotSendRequest.Actioncard();
    card.setTitle(call.title);
    card.setText(call.text);
    card.setBtnOrientation(call.orientation);
    if (call.button != null) {
      card.setSingleTitle(call.button.title);
      card.setSingleURL(call.button.url);
    }
    if (call.links != null) card.setBtns(call.links.stream().map(DingtalkRobot::buttonOf).toList());
    return card;
  }

  private static OapiRobotSendRequest.Btns buttonOf(Link link) {
    OapiRobotSendRequest.Btns button = new OapiRobotSendRequest.Btns();
    button.setTitle(link.title);
    button.setActionURL(link.url);
    return button;
  }

  private static OapiRobotSendRequest.Feedcard feedOf(Call call) {
    OapiRobotSendRequest.Feedcard feed = new OapiRobotSendRequest.Feedcard();
    feed.setLinks(call.links.stream().map(DingtalkRobot::feedLinkOf).toList());
    return feed;
  }

  private static OapiRobotSendRequest.Links feedLinkOf(Link link) {
    OapiRobotSendRequest.Links feedLink = new OapiRobotSendRequest.Links();
    feedLink.setTitle(link.title);
    feedLink.setMessageURL(link.url);
    feedLink.setPicURL(link.picture);
    return feedLink;
  }
}

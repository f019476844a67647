import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import me.chanjar.weixin.common.error.WxErrorException;
import me.chanjar.weixin.cp.api.WxCpGroupRobotService;
import me.chanjar.weixin.cp.api.WxCpService;
import me.chanjar.weixin.cp.api.impl.WxCpServiceImpl;
import me.chanjar.weixin.cp.bean.article.NewArticle;
import me.chanjar.weixin.cp.bean.message.WxCpGroupRobotMessage;
import me.chanjar.weixin.cp.bean.templatecard.HorizontalContent;
import me.chanjar.weixin.cp.bean.templatecard.QuoteArea;
import me.chanjar.weixin.cp.bean.templatecard.TemplateCardButton;
import me.chanjar.weixin.cp.bean.templatecard.TemplateCardJump;
import me.chanjar.weixin.cp.bean.templatecard.VerticalContent;
import me.chanjar.weixin.cp.config.impl.WxCpDefaultConfigImpl;
import me.chanjar.weixin.cp.constant.WxCpConsts.GroupRobotMsgType;

/** The robot of a WeCom group, by weixin-java-cp. Words of a call are plain ones: what WeCom calls them, only the library knows. */
final class WecomRobot {
  private static final String path = "/cgi-bin/webhook/send?key=";

  /** Something that leads somewhere, or a row of a card: `title` and `words` beside each other. */
  record Item(String title, String words, String url, String picture, Integer type, String app) {}

  /** `action` is where the whole card leads to. */
  record Card(
      String type,
      String source,
      Integer sourceColour,
      Item heading,
      Item emphasis,
      String subtitle,
      Item quote,
      List<Item> columns,
      List<Item> rows,
      List<Item> jumps,
      List<Item> buttons,
      Item action,
      String picture,
      Float pictureRatio) {}

  record Call(
      String api,
      String key,
      String kind,
      String text,
      List<String> people,
      List<String> mobiles,
      String picture,
      String digest,
      List<Item> articles,
      Card card) {}

  static Robots.Answer send(Call call) throws NoSuchAlgorithmException {
    WxCpDefaultConfigImpl settings = new WxCpDefaultConfigImpl();
    settings.setBaseApiUrl(call.api);
    settings.setWebhookKey(call.key);
    WxCpService service = new WxCpServiceImpl();
    service.setWxCpConfigStorage(settings);
    try {
      send(call, service.getGroupRobotService(), settings.getApiUrl(path) + call.key);
      return new Robots.Answer(true, 0, "");
    } catch (WxErrorException refused) {
      // `getErrorMsg` is the library's own explanation of most codes, `getErrorMsgEn` what the service said.
      return new Robots.Answer(false, refused.getError().getErrorCode(), refused.getError().getErrorMsgEn());
    }
  }

  private static void send(Call call, WxCpGroupRobotService robot, String address) throws WxErrorException, NoSuchAlgorithmException {
    switch (call.kind) {
      case "text" -> robot.sendText(call.text, call.people, call.mobiles);
      case "markdown" -> robot.sendMarkdown(call.text);
      case "image" -> robot.sendImage(call.picture, call.digest == null ? digestOf(call.picture) : call.digest);
      case "news" -> robot.sendNews(call.articles.stream().map(WecomRobot::articleOf).toList());
      case "file" -> robot.sendFile(address, call.text);
      case "card" -> robot.sendTemplateCardMessage(address, cardOf(call.card));
      default -> throw new IllegalArgumentException(call.kind);
    }
  }

  private static String digestOf(String picture) throws NoSuchAlgorithmException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(Base64.getDecoder().decode(picture)));
  }

  private static NewArticle articleOf(Item item) {
    return NewArticle.builder().title(item.title).description(item.words).url(item.url).picUrl(item.picture).build();
  }

  private static WxCpGroupRobotMessage cardOf(Card card) {
    WxCpGroupRobotMessage message = new WxCpGroupRobotMessage().setMsgType(GroupRobotMsgType.TEMPLATE_CARD).setCardType(card.type);
    message.setSourceDesc(card.source).setSourceDescColor(card.sourceColour).setSubTitleText(card.subtitle);
    message.setCardImageUrl(card.picture).setCardImageAspectRatio(card.pictureRatio);
    if (card.heading != null) message.setMainTitleTitle(card.heading.title).setMainTitleDesc(card.heading.words);
    if (card.emphasis != null) message.setEmphasisContentTitle(card.emphasis.title).setEmphasisContentDesc(card.emphasis.words);
    if (card.quote != null) message.setQuoteArea(quoteOf(card.quote));
    if (card.columns != null) message.setVerticalContents(card.columns.stream().map(WecomRobot::columnOf).toList());
    if (card.rows != null) message.setHorizontalContents(card.rows.stream().map(WecomRobot::rowOf).toList());
    if (card.jumps != null) message.setJumps(card.jumps.stream().map(WecomRobot::jumpOf).toList());
    if (card.buttons != null) message.setButtons(card.buttons.stream().map(WecomRobot::buttonOf).toList());
    if (card.action != null) {
      message.setCardActionType(card.action.type).setCardActionUrl(card.action.url).setCardActionAppid(card.action.app);
    }
    return message;
  }

  private static QuoteArea quoteOf(Item item) {
    return QuoteArea.builder().type(item.type).title(item.title).quoteText(item.words).url(item.url).build();
  }

  private static VerticalContent columnOf(Item item) {
    return VerticalContent.builder().title(item.title).desc(item.words).build();
  }

  private static HorizontalContent rowOf(Item item) {
    return HorizontalContent.builder().keyname(item.title).value(item.words).type(item.type).url(item.url).build();
  }

  private static TemplateCardJump jumpOf(Item item) {
    return TemplateCardJump.builder().type(item.type).title(item.title).url(item.url).appid(item.app).build();
  }

  private static TemplateCardButton buttonOf(Item item) {
    return TemplateCardButton.builder().text(item.title).key(item.words).build();
  }
}

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.Map;

/** Sends messages through the libraries of others: a call a line of JSON comes in, what the library made of the answer goes out. */
public final class Robots {
  private static final Gson gson = new Gson();

  public static void main(String[] arguments) throws IOException {
    PrintStream answers = new PrintStream(System.out, true, UTF_8);
    System.setOut(System.err); // whatever a library prints is no answer
    BufferedReader calls = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = calls.readLine(); line != null; line = calls.readLine()) {
      answers.println(gson.toJson(answer(line)));
    }
  }

  private static Object answer(String line) {
    try {
      JsonObject call = gson.fromJson(line, JsonObject.class);
      String robot = call.get("robot").getAsString();
      return switch (robot) {
        case "dingtalk" -> DingtalkRobot.send(gson.fromJson(call, DingtalkRobot.Call.class));
        case "dingtalk-signature" -> DingtalkRobot.signature(call.get("secret").getAsString(), call.get("timestamp").getAsLong());
        case "wecom" -> WecomRobot.send(gson.fromJson(call, WecomRobot.Call.class));
        default -> throw new IllegalArgumentException(robot);
      };
    } catch (Exception fault) {
      fault.printStackTrace();
      return Map.of("fault", fault.toString());
    }
  }

  /** What a library says of the service's answer. */
  record Answer(boolean isSuccess, long code, String words) {}
}

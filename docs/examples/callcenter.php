<?php
/**
 * Tells Odoo's Call Center what happens to the calls of a telephone exchange (PBX).
 *
 * Needs nothing but PHP itself (7.2 or later; its openssl for https). As a file to include:
 *
 *     require 'callcenter.php';
 *     $odoo = new CallCenter('https://odoo.example.com', 'TOKEN');
 *     $odoo->callIn('1721358702.163849', ['phone' => '0989464344', 'extension' => '101']);
 *
 * As a program, with CALLCENTER_URL and CALLCENTER_TOKEN in the environment:
 *
 *     php callcenter.php call_in callid=163849.1 phone=0989464344 extension=101
 */

/** What Odoo did not take, and why. */
class CallCenterError extends Exception
{
    /** What is wrong, for programs: unauthorized, missing_callid, …; unreachable. */
    public $errorCode;

    /** The HTTP status, 0 where there was no answer. */
    public $status;

    public function __construct($message, $errorCode, $status = 0)
    {
        parent::__construct($message);
        $this->errorCode = $errorCode;
        $this->status = $status;
    }
}

/** One connection of Odoo's Call Center. */
class CallCenter
{
    const TIMEOUT = 5; // seconds; an answer takes some hundredths of one
    const PAUSES = [1, 2, 4]; // seconds before the second try, the third, …

    private $url;
    private $headers;

    /**
     * @param string $url      Odoo's address, such as https://odoo.example.com
     * @param string $token    the connection's token
     * @param string $database its name, where that server has several
     */
    public function __construct($url, $token, $database = '')
    {
        $this->url = rtrim($url, '/') . '/api/callcenter';
        $this->headers = ["Authorization: Bearer $token", 'Content-Type: application/json'];
        if ($database !== '') {
            $this->headers[] = "X-Odoo-Database: $database";
        }
    }

    /** An extension rings; with event=ANSWER it answers. phone, extension, queue, did … */
    public function callIn($callid, array $more = [])
    {
        return $this->send('call_in', ['callid' => $callid] + $more);
    }

    /** An extension dials: phone (who is called), extension. */
    public function init($callid, array $more = [])
    {
        return $this->send('init', ['callid' => $callid] + $more);
    }

    /** A call has ended. extension, status, duration, billsec, recordingfile … */
    public function callEnd($callid, array $more = [])
    {
        return $this->send('call_end', ['callid' => $callid] + $more);
    }

    /** Figures that come late, as for callEnd; with callid alone, a question. */
    public function callInfo($callid, array $more = [])
    {
        return $this->send('call_info', ['callid' => $callid] + $more);
    }

    /**
     * Send one event, again where Odoo asks for that or does not answer.
     *
     * Sending an event twice does no harm: Odoo knows it again.
     *
     * @return array Odoo's answer: state, notified, warnings, customer, …
     * @throws CallCenterError what was refused, or what no try could deliver
     */
    public function send($endpoint, array $event)
    {
        foreach (self::PAUSES as $pause) {
            try {
                return $this->sendOnce($endpoint, $event);
            } catch (CallCenterError $error) {
                if (!in_array($error->status, [0, 502, 503, 504], true)) {
                    throw $error;
                }
            }
            sleep($pause);
        }
        return $this->sendOnce($endpoint, $event);
    }

    private function sendOnce($endpoint, array $event)
    {
        $context = stream_context_create(['http' => [
            'method' => 'POST',
            'header' => $this->headers,
            'content' => json_encode($event, JSON_INVALID_UTF8_SUBSTITUTE),
            'timeout' => self::TIMEOUT,
            'ignore_errors' => true, // an error's answer says what is wrong
            'follow_location' => 0, // it would become a GET
        ]]);
        $stream = @fopen("$this->url/$endpoint", 'r', false, $context);
        if ($stream === false) {
            $reason = error_get_last()['message'];
            throw new CallCenterError("$this->url does not answer: $reason", 'unreachable');
        }
        $body = stream_get_contents($stream);
        $about = stream_get_meta_data($stream);
        fclose($stream);
        if ($about['timed_out']) {
            throw new CallCenterError("$this->url stopped answering", 'unreachable');
        }
        return $this->read((int) explode(' ', $about['wrapper_data'][0])[1], $body);
    }

    /** Return an answer's JSON; a proxy or a wrong address sends something else. */
    private function read($status, $body)
    {
        $answer = json_decode($body, true);
        if (!is_array($answer) || !isset($answer['status'])) {
            $message = "HTTP $status, not from the Call Center: is $this->url right?";
            throw new CallCenterError($message, 'no_answer', $status);
        }
        if ($answer['status'] === 'error') {
            throw new CallCenterError($answer['message'], $answer['code'], $status);
        }
        return $answer;
    }
}

/** Send one event: ENDPOINT NAME=VALUE …; return the exit code. */
function callcenter_main(array $arguments)
{
    $url = getenv('CALLCENTER_URL');
    $token = getenv('CALLCENTER_TOKEN');
    $endpoint = array_shift($arguments);
    if (!$endpoint || !$url || !$token) {
        fwrite(STDERR, "CALLCENTER_URL=… CALLCENTER_TOKEN=… php callcenter.php call_in callid=…\n");
        return 2;
    }
    $event = [];
    foreach ($arguments as $argument) {
        list($name, $value) = explode('=', $argument, 2) + [1 => ''];
        $event[$name] = $value;
    }
    try {
        $answer = (new CallCenter($url, $token))->send($endpoint, $event);
    } catch (CallCenterError $error) {
        fwrite(STDERR, "$endpoint: {$error->getMessage()} ($error->errorCode)\n");
        return 1;
    }
    foreach ($answer['warnings'] as $warning) {
        fwrite(STDERR, "$endpoint: $warning\n");
    }
    echo json_encode($answer, JSON_UNESCAPED_UNICODE), "\n";
    return 0;
}

if (PHP_SAPI === 'cli' && realpath($_SERVER['SCRIPT_FILENAME']) === __FILE__) {
    exit(callcenter_main(array_slice($argv, 1)));
}

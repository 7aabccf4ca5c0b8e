import Diagnostics
import Glibc

/// One program that sends lines: what it sent, and what of it waits for room.
final class LineSource {
    /// Bytes of answers that a program may leave unread; what is beyond is left out.
    static let answerLimit = 1 << 16

    /// How a turn ended.
    enum State {
        case open
        /// Something waits for room: nothing is read until then.
        case waiting
        case ended
    }

    private struct Line {
        var requests: ArraySlice<TimedRequest>
        var answer: InputAnswer
    }

    let descriptor: Int32
    private let isOwned: Bool
    private let answers: AnswerChannel
    private let name: String
    private var splitter = LineSplitter()
    private var reader: RequestReader
    private var lines: ArraySlice<Line> = []
    private var unsentAnswers: [UInt8] = []
    private var isAtEnd = false
    private var refusals = RepeatedRefusals()
    /// Answers that the program did not make room for.
    private(set) var lostAnswers = 0

    /// - Parameter isOwned: whether the descriptor is closed with the source.
    init(
        _ descriptor: Int32, isOwned: Bool, _ answers: AnswerChannel, _ options: InputOptions,
        startingAt moment: Moment
    ) {
        self.descriptor = descriptor
        self.isOwned = isOwned
        self.answers = answers
        name = options.name
        reader = RequestReader(options, startingAt: moment)
    }

    deinit { if isOwned { close(descriptor) } }

    /// Reads once, and offers what came.
    func read<Sink: EventSink & ~Copyable>(
        into writer: inout RequestWriter<Sink>, _ buffer: UnsafeMutableRawBufferPointer,
        at moment: Moment
    ) -> State {
        let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        if count < 0, errno == EAGAIN || errno == EINTR { return offer(to: &writer) }
        if count > 0 {
            let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            for line in splitter.take(bytes) { add(line, moment) }
        } else {
            isAtEnd = true
            if let last = splitter.finish() { add(last, moment) }
        }
        return offer(to: &writer)
    }

    /// Offers what has been read, in its order.
    func offer<Sink: EventSink & ~Copyable>(to writer: inout RequestWriter<Sink>) -> State {
        while var line = lines.popFirst() {
            while let request = line.requests.first {
                switch writer.offer(request) {
                case .taken:
                    line.answer.accepted += 1
                    if !refusals.isEmpty, let sum = refusals.accept(request.subject) {
                        line.answer.add([sum], path: name, at: request.range)
                    }
                case .later:
                    lines.insert(line, at: lines.startIndex)
                    return .waiting
                case .refused(let code, let message):
                    line.answer.refused += 1
                    // Who gave an `id` reads the reason in each answer.
                    let subject = line.answer.id == nil ? request.subject : nil
                    line.answer.add(
                        refusals.refuse(subject, code: code, message: message), path: name,
                        at: request.range)
                }
                line.requests.removeFirst()
            }
            give(line.answer)
        }
        guard isAtEnd else { return .open }
        var last = InputAnswer(diagnostics: [])
        last.add(refusals.finish(), path: name, at: nil)
        give(last)
        return .ended
    }

    private func add(_ text: LineSplitter.Line, _ moment: Moment) {
        let reading = reader.read(text, at: moment)
        let refused = reading.diagnostics.count { $0.severity == .error }
        lines.append(
            Line(
                requests: reading.requests[...],
                answer: InputAnswer(
                    diagnostics: reading.diagnostics, id: reading.id, refused: refused)))
    }

    private func give(_ answer: InputAnswer) {
        if answer.diagnostics.isEmpty, answer.id == nil { return }
        switch answers {
        case .findings(let report): if !answer.diagnostics.isEmpty { report(answer.diagnostics) }
        case .lines(let target):
            unsentAnswers += answer.lines
            let sent = unsentAnswers.withUnsafeBytes {
                send(target, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
            }
            if sent > 0 { unsentAnswers.removeFirst(sent) }
            if unsentAnswers.count > Self.answerLimit {
                lostAnswers += 1
                unsentAnswers.removeAll()
            }
        }
    }
}
